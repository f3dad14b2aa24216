import type { JsonObject } from "../../kernel/json.ts";
import { admit, following } from "./admission.ts";
import type { HubEvent, ServerStatus } from "./event.ts";
import { explainTooOften } from "./explain.ts";
import { Refusal } from "./failure.ts";
import type { HubOptions } from "./options.ts";
import { Known } from "./known.ts";
import type { SelfDescription } from "./connection.ts";
import { Listeners } from "./listeners.ts";
import { Pool } from "./pool.ts";
import { Rate } from "./rate.ts";
import { Roster } from "./roster.ts";
import type { ServerSpec } from "./spec.ts";
import { statusOf } from "./status.ts";
import type { UpstreamOptions } from "./upstream.ts";
import { unlessAborted } from "./waiting.ts";

/** What every instance gets alike. */
export type Common = Omit<
  UpstreamOptions,
  "allow" | "eraBefore" | "learned" | "notified" | "onEvent"
>;

const kinds = ["tools", "resources", "prompts"] as const;

/** All servers of the configuration with their instances, and what is known of them. */
export class Pools {
  readonly known: Known;
  readonly events = new Listeners<[event: HubEvent]>();
  readonly notifications = new Listeners<[server: string, method: string, params: JsonObject]>();
  readonly #options: Pick<HubOptions, "onEvent">;
  readonly #common: Common;
  readonly #roster: Roster;
  readonly #pools = new Map<string, Pool>();
  readonly #rates = new Map<string, Rate>();
  readonly #leaving = new Set<Promise<void>>();
  #hasRead = false;

  constructor(options: HubOptions, common: Common) {
    this.#options = options;
    this.#common = common;
    const gate = following(options.gate && (() => options.gate?.()), (server) => {
      this.known.judgeAgain();
      this.#listsChanged(server, kinds);
    });
    this.known = new Known({
      manifests: options.manifests,
      gate,
      servers: () => this.specs().values(),
    });
    this.#roster = new Roster({
      servers: () => options.servers(),
      refused: (spec, reason) => {
        const about = { server: spec.name, dir: "", transport: spec.transport };
        this.#tell({ type: "server.failed", ...about, detail: { reason, stderr: "" } });
      },
      changed: ({ left, names }) => {
        for (const spec of left) this.#retire(spec);
        const isFirst = !this.#hasRead;
        this.#hasRead = true;
        for (const name of names)
          if (!isFirst || !this.#isAsBefore(name)) this.#listsChanged(name, kinds);
      },
    });
  }

  /** The servers of the configuration as it is now, by name. */
  specs(): ReadonlyMap<string, ServerSpec> {
    return this.#roster.read();
  }

  of(spec: ServerSpec, dir: string): Pool {
    const root = spec.rooted ? dir : "";
    const key = JSON.stringify([spec.name, root]);
    const there = this.#pools.get(key);
    if (there !== undefined) return there;
    const created = new Pool(spec, root, this.optionsFor(spec, root));
    this.#pools.set(key, created);
    return created;
  }

  named(name: string): Pool[] {
    return [...this.#pools.values()].filter(({ spec }) => spec.name === name);
  }

  optionsFor(spec: ServerSpec, root: string): UpstreamOptions {
    const { known } = this;
    return {
      ...this.#common,
      allow: (method, params) => admit(known, spec, root, method, params),
      eraBefore: () => known.get(spec, root)?.era,
      learned: (said, told) => this.learned(spec, root, said, told),
      notified: (method, params) => this.notifications.tell(spec.name, method, params),
      onEvent: (event) => this.#tell(event),
    };
  }

  learned(spec: ServerSpec, root: string, said: SelfDescription, told: readonly string[]): void {
    const difference = this.known.learn(spec, root, said);
    // Every list waits for one of ours: none was shown without it.
    const unheard = isOurs(spec) ? [] : kinds;
    const lists = difference === null ? unheard : (difference?.lists ?? []);
    const methods = new Set([...told, ...lists.map(methodOf)]);
    for (const method of methods) this.notifications.tell(spec.name, method, {});
    if (!difference) return;
    const { added, removed, changed } = difference;
    if (added.length + removed.length + changed.length === 0) return;
    const about = { server: spec.name, dir: root, transport: spec.transport };
    this.#tell({ type: "server.changed", ...about, detail: { added, removed, changed } });
  }

  /** Clients outlive us: what they were shown of a server before is what they would be shown now. */
  #isAsBefore(name: string): boolean {
    const spec = this.#roster.get(name);
    return spec !== undefined && (isOurs(spec) || this.known.get(spec, "") !== undefined);
  }

  #tell(event: HubEvent): void {
    this.#options.onEvent(event);
    this.events.tell(event);
  }

  /** For the log, and for no listener. */
  readonly note = (event: HubEvent): void => this.#options.onEvent(event);

  #listsChanged(server: string, lists: readonly (typeof kinds)[number][]): void {
    for (const kind of lists) this.notifications.tell(server, methodOf(kind), {});
  }

  #retire(spec: ServerSpec): void {
    for (const [key, pool] of this.#pools) {
      if (pool.spec !== spec) continue;
      this.#pools.delete(key);
      const next = this.#roster.get(spec.name);
      if (next !== undefined) this.of(next, pool.root).takeOver(pool);
      this.#leave(pool.retire("its configuration has changed"));
    }
    this.#rates.delete(spec.name);
    if (!this.#roster.has(spec.name)) this.known.forget(spec.name);
  }

  #leave(left: Promise<void>): void {
    const leaving = left.finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  /** Waits until one more call of the server may leave; throws `Refusal` when that takes longer than `patienceMs`. */
  async turn(spec: ServerSpec, signal: AbortSignal, patienceMs: number): Promise<void> {
    const perMinute = "callsPerMinute" in spec ? spec.callsPerMinute : undefined;
    if (perMinute === undefined) return;
    const rate = this.#rates.get(spec.name) ?? new Rate();
    this.#rates.set(spec.name, rate);
    for (;;) {
      const waitMs = rate.take(perMinute, performance.now());
      if (waitMs === 0) return;
      if (waitMs > patienceMs) {
        const text = explainTooOften(spec.name, perMinute, waitMs);
        throw new Refusal({ text, code: "too_often", fate: "unsent" });
      }
      await unlessAborted(signal, Bun.sleep(waitMs));
    }
  }

  release(callerId: string): void {
    for (const pool of this.#pools.values()) this.#leave(pool.release(callerId));
  }

  status(): ServerStatus[] {
    const specs = this.specs();
    const instances = [...this.#pools.values()].flatMap((pool) => {
      const used = pool.all.filter(({ life }) => life.state.is !== "configured");
      return used.map((upstream) => statusOf(this.known, pool.spec, pool.root, upstream));
    });
    const seen = new Set(instances.map(({ server }) => server));
    const others = [...specs.values()].filter(({ name }) => !seen.has(name));
    return [...instances, ...others.map((spec) => statusOf(this.known, spec, "", undefined))];
  }

  async close(): Promise<void> {
    const retiring = [...this.#pools.values()].map((pool) => pool.retire("the hub is closed"));
    await Promise.all([...retiring, ...this.#leaving]);
  }
}

function isOurs({ transport }: ServerSpec): boolean {
  return transport === "in-process" || transport === "worker";
}

function methodOf(kind: (typeof kinds)[number]): string {
  return `notifications/${kind}/list_changed`;
}
