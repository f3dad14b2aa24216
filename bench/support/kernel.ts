import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { LedgerEvent } from "../../kernel/event.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Host, Plugin, PluginSource } from "../../kernel/host.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { createKernel, type Kernel } from "../../kernel/kernel.ts";
import type { Clock } from "../../kernel/ports/clock.ts";
import type { Limits } from "../../kernel/reflex/reflex.ts";
import { createHub, type Gate, type Hub, type ServerSpec } from "../../mcp/hub/index.ts";
import { openArchivedLedger } from "../../plugins/archive/with-archive.ts";
import { systemClock } from "../../plugins/house/clock.ts";
import { originPublicKey } from "../../plugins/house/origin-key.ts";
import type { Asked } from "../../plugins/contracts/asked.ts";
import { randomIds } from "../../plugins/house/ids.ts";

export interface HouseOptions {
  /** A home that was opened before; without it a new one is made, and removed at the end. */
  readonly home?: string;
  /** Servers besides `files` and `data`. */
  readonly servers?: readonly ServerSpec[];
  /** Plugins besides the real ones. */
  readonly plugins?: readonly PluginSource[];
  /** Leaves out the files and data servers, which a start has to pay for. */
  readonly isBare?: boolean;
  /** Real plugins to leave out. */
  readonly without?: readonly string[];
  readonly config?: JsonObject;
  readonly clock?: Clock;
  readonly callTimeout?: number;
  readonly limits?: Partial<Limits>;
}

export interface CallOptions {
  readonly actor?: string;
  readonly via?: string;
  readonly signal?: AbortSignal;
  readonly emit?: (part: JsonValue) => void;
}

export interface RunOptions {
  readonly goal?: string;
  readonly dir?: string;
  readonly access?: "read" | "write";
  readonly input?: string;
  readonly budget?: JsonObject;
  readonly yes?: boolean;
  readonly allow?: readonly string[];
}

/** What `run.report` answers, as far as callers look at it. */
export interface Report extends JsonObject {
  readonly run: string;
  readonly outcome: string | null;
  readonly standing: string;
  readonly reason: string;
  readonly missing: readonly string[];
  readonly answer: string;
  readonly proof: string;
  readonly citations: readonly JsonObject[];
  readonly checks: number;
  readonly asks: readonly JsonObject[];
  readonly price: JsonObject;
}

/** A whole kernel in a temporary home: the real hub, the real files and data servers, the real plugins. */
export interface House extends AsyncDisposable {
  readonly kernel: Kernel;
  readonly hub: Hub;
  readonly home: string;
  /** An empty directory for runs, beside the home. */
  readonly dir: string;
  call<T = JsonObject>(verb: string, input: JsonObject, options?: CallOptions): Promise<T>;
  /** Starts a run and answers with its id. */
  start(plan: JsonObject | undefined, options?: RunOptions): Promise<string>;
  /** Resolves when a run is over, waits for a person, or is halted. */
  settled(run: string): Promise<Report>;
  /** Both. */
  run(plan: JsonObject | undefined, options?: RunOptions): Promise<Report>;
  state(run: string, at?: number): RunState;
  events(run: string): readonly LedgerEvent[];
  /** Closes kernel and servers; the home stays. */
  close(): Promise<void>;
}

const REAL_PLUGINS = [
  "validator",
  "workspace",
  "plans",
  "steps",
  "decision",
  "lifecycle",
  "time",
  "retrieval",
  "reflector",
  "planner",
  "skills",
  "runs",
  "export",
  "archive",
  "backup",
  "proof",
  "travel",
  "python",
];

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const top = options.home ?? realpathSync(mkdtempSync(join(tmpdir(), "glassbox-house-")));
  const home = join(top, "home");
  const dir = join(top, "work");
  for (const folder of [home, dir]) mkdirSync(folder, { recursive: true });
  const servers = [...(options.isBare ? [] : ownServers()), ...(options.servers ?? [])];
  let hostOfHub: Host | undefined;
  const hub = createHub({
    servers: () => servers,
    // Tests list servers right after naming them.
    listWaitMs: 30_000,
    onEvent: () => {},
    gate: () => hostOfHub?.provided<Gate>("gate").get("trust"),
    asked: (server, method, params, signal) =>
      askedOf(hostOfHub, server).answer(method, params, signal),
  });
  const plugins = [
    ...REAL_PLUGINS.filter((name) => !options.without?.includes(name)).map(realPlugin),
    ...(options.plugins ?? []),
  ];
  const kernel = await createKernel({
    home,
    tenant: "default",
    tenantDir: join(home, "tenants", "default"),
    version: "0.0.0",
    config: () => ({ proof: { checkpoints: join(top, "checkpoints") }, ...options.config }),
    plugins: [
      pluginOf("hub", (host) => {
        host.port("tools", hub);
        host.provide("hub", "hub", hub);
        hostOfHub = host;
      }),
      ...plugins,
      replaySource(plugins, servers),
    ],
    clock: options.clock ?? systemClock,
    ids: randomIds,
    publicKey: originPublicKey,
    ledger: openArchivedLedger,
    callTimeout: options.callTimeout ?? 60_000,
    limits: () => ({ deny: [], allow: [], callsPerMinute: null, ...options.limits }),
  });
  let closed = false;
  const house: House = {
    kernel,
    hub,
    home: top,
    dir,
    call: async <T>(verb: string, input: JsonObject, given: CallOptions = {}) =>
      (await kernel.verbs.call(verb, input, {
        actor: given.actor ?? "person",
        via: given.via ?? "terminal",
        signal: given.signal ?? new AbortController().signal,
        emit: given.emit ?? (() => {}),
      })) as T,
    async start(plan, { goal = "do as planned", ...given } = {}) {
      const input = { goal, dir, ...given, ...(plan && { plan }) } as JsonObject;
      return (await house.call<{ run: string }>("run.start", input)).run;
    },
    settled: (run) => house.call<Report>("run.follow", { run }),
    run: async (plan, given) => house.settled(await house.start(plan, given)),
    state: (run, at) => kernel.runs.state(run, at),
    events: (run) => [...kernel.ledger.readBranch(run)],
    async close() {
      if (closed) return;
      closed = true;
      await kernel.close("the house is closed");
      await hub.close();
    },
    async [Symbol.asyncDispose]() {
      await house.close();
      if (options.home === undefined) rmSync(top, { recursive: true, force: true });
    },
  };
  return house;
}

function askedOf(host: Host | undefined, server: string): Asked {
  const asked = host?.provided<Asked>("asked").get(server);
  if (!asked) throw new Error(`nobody here answers what ${server} asks`);
  return asked;
}

/** A plugin that is nothing but its activation. */
export function pluginOf(name: string, activate: Plugin["activate"]): PluginSource {
  const manifest = { name, version: "1.0.0", description: name };
  return { name, load: async () => ({ manifest, activate }) };
}

/** A place for several openings in a row, removed at the end of its scope. */
export function newHome(): { readonly path: string } & Disposable {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-house-")));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

function realPlugin(name: string): PluginSource {
  return { name, load: async () => (await import(`../../plugins/${name}/index.ts`)).plugin };
}

function replaySource(
  plugins: readonly PluginSource[],
  servers: readonly ServerSpec[],
): PluginSource {
  const sources = { plugins: () => plugins, servers: () => servers };
  const load = async () => (await import("../../plugins/replay/index.ts")).replayPlugin(sources);
  return { name: "replay", load };
}

function ownServers(): ServerSpec[] {
  const own = { transport: "in-process", trusted: true } as const;
  return [
    {
      ...own,
      name: "files",
      rooted: true,
      create: async (root) => (await import("../../tools/files/index.ts")).createServer({ root }),
    },
    {
      ...own,
      name: "data",
      rooted: false,
      create: async () => (await import("../../tools/data/index.ts")).createServer(),
    },
  ];
}
