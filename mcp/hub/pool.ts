import type { Caller } from "./caller.ts";
import { explainFull } from "./explain.ts";
import { Refusal, unavailable } from "./failure.ts";
import type { ServerSpec } from "./spec.ts";
import { Upstream } from "./upstream.ts";
import type { UpstreamOptions } from "./upstream.ts";
import { unlessAborted } from "./waiting.ts";

export type PoolKind = "shared" | "session" | "lease";

/** Of one server there are never more processes than that; whoever comes then waits. */
const mostLeases = 8;
/** Whoever comes then takes the place of the client that has been quiet for longest; that one starts its own anew. */
const mostSessions = 16;

export function poolOf(spec: ServerSpec): PoolKind {
  return "pool" in spec ? (spec.pool ?? "shared") : "shared";
}

/**
 * The instances of one server for one directory. `shared`: one for all. `session`: one for each client, which ends with
 * it or makes room for another's, and one for what has no client. `lease`: one for each request under way, kept for the next.
 */
export class Pool {
  readonly spec: ServerSpec;
  readonly root: string;
  readonly kind: PoolKind;
  readonly #options: UpstreamOptions;
  readonly #instances = new Map<string, Upstream>();
  readonly #leased = new Set<Upstream>();
  /** Those that have made room. */
  readonly #leaving = new Set<Promise<void>>();
  #waiting: (() => void)[] = [];

  constructor(spec: ServerSpec, root: string, options: UpstreamOptions) {
    this.spec = spec;
    this.root = root;
    this.kind = poolOf(spec);
    this.#options = options;
  }

  get all(): readonly Upstream[] {
    return [...this.#instances.values()];
  }

  /** The one that is asked what the server offers: one that runs, if there is any. */
  any(): Upstream {
    return this.all.find(({ life }) => life.running !== undefined) ?? this.#instance("");
  }

  /** Does the work with the instance that is for this caller. */
  async use<T>(
    caller: Caller | undefined,
    signal: AbortSignal,
    work: (upstream: Upstream) => Promise<T>,
  ): Promise<T> {
    if (this.kind === "shared") return work(this.#instance(""));
    if (this.kind === "session") return work(this.#ofSession(caller));
    const leased = await this.#lease(signal);
    try {
      return await work(leased);
    } finally {
      this.#leased.delete(leased);
      this.#waiting.shift()?.();
    }
  }

  #ofSession(caller: Caller | undefined): Upstream {
    if (caller === undefined) return this.#instance("");
    const known = this.#instances.get(caller.id);
    if (known === undefined) {
      this.#makeRoom();
      return this.#instance(caller.id, caller);
    }
    // The order is that of the last use.
    this.#instances.delete(caller.id);
    this.#instances.set(caller.id, known);
    return known;
  }

  #makeRoom(): void {
    const sessions = [...this.#instances].filter(([id]) => id !== "");
    if (sessions.length < mostSessions) return;
    const oldest = sessions.find(([, upstream]) => upstream.isIdle);
    if (oldest === undefined) {
      throw new Refusal(unavailable(explainFull(this.spec.name, mostSessions)));
    }
    const [id, upstream] = oldest;
    this.#instances.delete(id);
    const leaving = upstream
      .retire("another client has its place")
      .finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  async #lease(signal: AbortSignal): Promise<Upstream> {
    for (;;) {
      signal.throwIfAborted();
      const free = this.all.filter((upstream) => !this.#leased.has(upstream));
      const chosen = free.find(({ life }) => life.running !== undefined) ?? free[0];
      if (chosen !== undefined || this.#instances.size < mostLeases) {
        const leased = chosen ?? this.#instance(String(this.#instances.size));
        this.#leased.add(leased);
        return leased;
      }
      await this.#turn(signal);
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    try {
      await unlessAborted(signal, promise);
    } catch (error) {
      // Whose turn came while it gave up hands it on.
      if (this.#waiting.includes(resolve)) {
        this.#waiting = this.#waiting.filter((each) => each !== resolve);
      } else this.#waiting.shift()?.();
      throw error;
    }
  }

  #instance(key: string, caller?: Caller): Upstream {
    const known = this.#instances.get(key);
    if (known !== undefined) return known;
    const options = caller === undefined ? this.#options : { ...this.#options, ...ownedBy(caller) };
    const created = new Upstream(this.spec, this.root, options);
    this.#instances.set(key, created);
    return created;
  }

  /** The pool of the same server as it was configured before: whoever listened there to all alike listens here. */
  takeOver(before: Pool): void {
    const old = before.#instances.get("");
    if (before.kind === "shared" && this.kind === "shared" && old?.isListenedTo)
      this.#instance("").takeOver(old);
  }

  /** A client is gone. */
  release(callerId: string): Promise<void> {
    for (const upstream of this.all) upstream.release(callerId);
    const own =
      this.kind === "session" && callerId !== "" ? this.#instances.get(callerId) : undefined;
    if (own === undefined) return Promise.resolve();
    this.#instances.delete(callerId);
    return own.retire("its client is gone");
  }

  async stop(reason: string): Promise<void> {
    await Promise.all(this.all.map((upstream) => upstream.stop(reason)));
  }

  async retire(reason: string): Promise<void> {
    const retiring = this.all.map((upstream) => upstream.retire(reason));
    await Promise.all([...retiring, ...this.#leaving]);
  }
}

/** A server of one client is told what that client can do, and may ask it something at any time. */
function ownedBy(caller: Caller): Pick<UpstreamOptions, "capabilities" | "owner"> {
  const { capabilities, era } = caller;
  return { capabilities, ...(era === "legacy" && { owner: caller }) };
}
