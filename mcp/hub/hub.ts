import { tmpdir } from "node:os";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolCall, ToolDefinition, ToolResult, Tools } from "../../kernel/ports/tools.ts";
import type { Caller, PassedRequest } from "./caller.ts";
import { checkServer } from "./check.ts";
import type { Checked } from "./check.ts";
import type { HubEvent, ServerStatus } from "./event.ts";
import { explainNotOffered, explainUnknownServer } from "./explain.ts";
import { abandoned, Refusal, toFault, unavailable } from "./failure.ts";
import { gather } from "./listing.ts";
import type { Wanted } from "./listing.ts";
import type { Manifest } from "./manifest.ts";
import { createAuthorizers } from "./oauth/authorizers.ts";
import type { LoginOptions } from "./oauth/authorizers.ts";
import type { HubOptions } from "./options.ts";
import { createJoined } from "./joined.ts";
import { ParentWatch } from "./parent-watch.ts";
import type { Pool } from "./pool.ts";
import { Pools } from "./pools.ts";
import { failedResult } from "./result.ts";
import { withSecrets } from "./secret-values.ts";
import type { SecretOf } from "./secret-values.ts";
import type { ServerSpec } from "./spec.ts";

export interface Hub extends Tools {
  /**
   * One request of a client for one server, answered as the server does. Nothing is asked of a person and nothing is
   * written to the ledger; what is quarantined or denied is refused. Rejects with a `RequestFault`, or with the signal's
   * reason.
   */
  request(passed: PassedRequest): Promise<JsonObject>;
  /** What the servers offered in `dir` say of themselves, without what is quarantined or denied. */
  manifests(dir: string): Promise<readonly Manifest[]>;
  /** What servers ask during calls of this run is for that caller. Returns the way out. */
  attach(run: string, caller: Caller): () => void;
  /** A client is gone: its own instances end, and what only it has subscribed to. */
  release(callerId: string): void;
  /** Changed lists, updated resources, log messages of nobody. Returns the way out. */
  notifications(listener: (server: string, method: string, params: JsonObject) => void): () => void;
  status(): ServerStatus[];
  /** Tells of every event of the configured servers. Returns the way out. */
  watch(listener: (event: HubEvent) => void): () => void;
  /** Stops every instance of a server and starts those again that were running. */
  restart(name: string): Promise<void>;
  /** Stops every instance of a server; the next use starts it again. */
  stop(name: string): Promise<void>;
  /** Starts a server for a moment and says what it offers; rejects with a sentence if it cannot. */
  check(spec: ServerSpec): Promise<Checked>;
  /** Lets a person agree in a browser that we act for them at a remote server. */
  login(name: string, options: LoginOptions): Promise<void>;
  /** Drops what was kept of a server that is no longer configured. */
  forget(name: string): Promise<void>;
  /** Ends all servers. Every call after it fails. */
  close(): Promise<void>;
}

/** Longer than that a client does not wait for its turn; a run waits until its deadline. */
const clientPatienceMs = 2_000;

export function createHub(options: HubOptions): Hub {
  const watch = options.orphans === "left" ? undefined : new ParentWatch();
  const authorizers = createAuthorizers(options.oauth);
  const secret: SecretOf | undefined = options.secret && ((name) => options.secret?.(name) ?? none);
  const recorder = options.recorder && (() => options.recorder?.());
  const pools = new Pools(options, {
    maxMessageBytes: options.maxMessageBytes ?? 16 * 1024 * 1024,
    startTimeoutMs: options.startTimeoutMs ?? 30_000,
    pingTimeoutMs: options.pingTimeoutMs ?? 2_000,
    silentMs: options.silentMs ?? 4_000,
    busyWaitMs: options.busyWaitMs ?? 10_000,
    watch,
    authorizers,
    secret,
    ...(recorder && { recorder }),
    ...(options.asked && { asked: options.asked }),
  });
  const attached = new Map<string, Caller>();
  const joined = createJoined<ToolDefinition>();
  let closed = false;

  /** Throws `Refusal` for a server that there is not, for this directory. */
  function poolOf(name: string, dir: string): Pool {
    if (closed) {
      throw new Refusal(unavailable("The hub is closed; no server takes calls any more."));
    }
    const specs = pools.specs();
    const spec = specs.get(name);
    const gone = { code: "tool_gone", fate: "unsent", final: true } as const;
    if (spec === undefined) {
      throw new Refusal({ text: explainUnknownServer(name, [...specs.keys()]), ...gone });
    }
    if (!isOffered(spec, dir)) {
      throw new Refusal({ text: explainNotOffered(name, dir), ...gone });
    }
    return pools.of(spec, dir);
  }

  async function known(dir: string): Promise<[ServerSpec, Manifest][]> {
    if (closed) return [];
    const offered = [...pools.specs().values()].filter((spec) => isListed(spec, dir));
    const found = await gather(
      offered.map((spec) => wanted(pools.of(spec, dir))),
      options.listWaitMs ?? 200,
    );
    return offered.flatMap((spec, index): [ServerSpec, Manifest][] => {
      const manifest = found[index];
      return manifest === undefined ? [] : [[spec, manifest]];
    });
  }

  function wanted(pool: Pool): Wanted<Manifest> {
    const { spec, root } = pool;
    const manifest = pools.known.get(spec, root);
    const upstream = pool.any();
    const { life } = upstream;
    const isOurs = spec.transport === "in-process" || spec.transport === "worker";
    const isFirst = manifest === undefined && life.wellness.breaker.failures === 0;
    const about = { known: manifest, isOurs, isFirst, waitedMs: life.startingMs };
    if (manifest !== undefined && !life.isStale) {
      return { ...about, learn: undefined };
    }
    const learn = async () => {
      const live = await upstream.live();
      return pools.known.get(spec, root) ?? pools.known.manifestOf(spec, live.manifest);
    };
    return { ...about, learn };
  }

  async function list(dir: string): Promise<readonly ToolDefinition[]> {
    const all = await known(dir);
    return joined(all.map(([spec, manifest]) => pools.known.offered(spec, manifest)));
  }

  async function manifests(dir: string): Promise<readonly Manifest[]> {
    const all = await known(dir);
    return all.flatMap(([spec, manifest]) => pools.known.shown(spec, manifest) ?? []);
  }

  async function call(toolCall: ToolCall): Promise<ToolResult> {
    const { signal } = toolCall;
    try {
      const pool = poolOf(toolCall.server, toolCall.dir);
      await pools.turn(pool.spec, signal, Infinity);
      const caller = attached.get(String(toolCall.meta["dev.glassbox/run"]));
      return await pool.use(caller, signal, (upstream) => upstream.call(toolCall, caller));
    } catch (error) {
      if (error instanceof Refusal) return failedResult(error.failure);
      if (signal.aborted) return failedResult(abandoned(toolCall, "unsent"));
      throw error;
    }
  }

  async function request(passed: PassedRequest): Promise<JsonObject> {
    const { server, dir, method, caller, signal } = passed;
    const params = withoutOurMeta(passed.params);
    try {
      const pool = poolOf(server, dir);
      if (method === "tools/call") await pools.turn(pool.spec, signal, clientPatienceMs);
      return await pool.use(caller, signal, (upstream) =>
        upstream.request(method, params, caller, signal),
      );
    } catch (error) {
      throw error instanceof Refusal ? toFault(error.failure) : error;
    }
  }

  function attach(run: string, caller: Caller): () => void {
    attached.set(run, caller);
    return () => {
      if (attached.get(run) === caller) attached.delete(run);
    };
  }

  async function stop(name: string): Promise<void> {
    await Promise.all(pools.named(name).map((pool) => pool.stop("it was asked to")));
  }

  async function restart(name: string): Promise<void> {
    const all = pools.named(name).flatMap((pool) => pool.all);
    const running = all.filter(({ life }) => !["configured", "stopped"].includes(life.state.is));
    await stop(name);
    // A server that does not come back says so by an event, as it does on any other start.
    await Promise.allSettled(running.map((upstream) => upstream.live()));
  }

  async function login(name: string, how: LoginOptions): Promise<void> {
    const spec = pools.specs().get(name);
    if (spec?.transport !== "http") {
      throw new Error(
        `"${name}" is no remote server of the configuration; glassbox mcp ls lists them.`,
      );
    }
    const resolved = await withSecrets(spec, secret);
    if (resolved.transport === "http") await authorizers.login(resolved, how);
    // What has failed for want of it starts again at once.
    await stop(name);
  }

  async function close(): Promise<void> {
    closed = true;
    await pools.close();
    await watch?.close();
  }

  return {
    list,
    call,
    request,
    manifests,
    attach,
    release: (callerId) => pools.release(callerId),
    notifications: (listener) => pools.notifications.add(listener),
    status: () => pools.status(),
    watch: (listener) => pools.events.add(listener),
    restart,
    stop,
    check: (spec) => checkServer(spec, spec.rooted ? tmpdir() : "", pools),
    login,
    forget: (name) => authorizers.forget(name),
    close,
  };
}

const none = Promise.resolve(undefined);

/** For which run and effect a call is, only the kernel says: a server of ours goes by it. */
function withoutOurMeta(params: JsonObject): JsonObject {
  const { _meta: meta } = params;
  if (!isObject(meta)) return params;
  const kept = Object.entries(meta).filter(([name]) => !name.startsWith("dev.glassbox/"));
  return kept.length === Object.keys(meta).length
    ? params
    : { ...params, _meta: Object.fromEntries(kept) };
}

function isOffered(spec: ServerSpec, dir: string): boolean {
  return spec.transport !== "in-process" || (spec.offered?.(dir) ?? true);
}

/** A client that works in no folder is shown no server that needs one. */
function isListed(spec: ServerSpec, dir: string): boolean {
  return !(spec.rooted && dir === "") && isOffered(spec, dir);
}
