import { tmpdir } from "node:os";
import type { ToolCall, ToolDefinition, ToolResult, Tools } from "../../kernel/ports/tools.ts";
import { noDiagnostics } from "./event.ts";
import type { HubEvent, ServerStatus } from "./event.ts";
import { explainNotOffered } from "./explain.ts";
import { unavailable } from "./failure.ts";
import { ParentWatch } from "./parent-watch.ts";
import { failedResult } from "./result.ts";
import { nameProblem, sameSpec } from "./spec.ts";
import type { ServerSpec } from "./spec.ts";
import { Upstream } from "./upstream.ts";
import type { UpstreamOptions } from "./upstream.ts";

export interface HubOptions {
  /** Read on every use, so that a server added to or removed from the configuration counts at once. */
  servers(): readonly ServerSpec[];
  /** The largest answer of a server; default 16 MiB. */
  readonly maxMessageBytes?: number;
  /** From the start of a server to its list of tools; default 30 s, enough for a package runner. */
  readonly startTimeoutMs?: number;
  /** How long a server may take to answer a ping after one of its calls was abandoned; default 2 s. */
  readonly pingTimeoutMs?: number;
  /** What becomes of servers when this process is killed; default `killed`. Only tests leave them. */
  readonly orphans?: "killed" | "left";
  onEvent(event: HubEvent): void;
}

export interface Hub extends Tools {
  status(): ServerStatus[];
  /** Tells of every event of the configured servers. Returns the way out. */
  watch(listener: (event: HubEvent) => void): () => void;
  /** Stops every instance of a server and starts those again that were running. */
  restart(name: string): Promise<void>;
  /** Stops every instance of a server; the next use starts it again. */
  stop(name: string): Promise<void>;
  /** Starts a server for a moment and says what it offers; rejects with a sentence if it cannot. */
  check(spec: ServerSpec): Promise<ToolDefinition[]>;
  /** Ends all servers. Every call after it fails. */
  close(): Promise<void>;
}

export function createHub(options: HubOptions): Hub {
  const parentWatch = options.orphans === "left" ? undefined : new ParentWatch();
  const upstreamOptions: UpstreamOptions = {
    maxMessageBytes: options.maxMessageBytes ?? 16 * 1024 * 1024,
    startTimeoutMs: options.startTimeoutMs ?? 30_000,
    pingTimeoutMs: options.pingTimeoutMs ?? 2_000,
    watch: parentWatch,
    onEvent: tell,
  };
  const listeners = new Set<(event: HubEvent) => void>();
  const upstreams = new Map<string, Upstream>();
  const leaving = new Set<Promise<void>>();
  let seen: readonly ServerSpec[] = [];
  let refused = new Map<string, string>();
  let specs = new Map<string, ServerSpec>();
  let closed = false;

  function tell(event: HubEvent): void {
    options.onEvent(event);
    for (const listener of listeners) listener(event);
  }

  function watch(listener: (event: HubEvent) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Follows the configuration: refuses what cannot be offered, ends what is no longer there or is changed. */
  function readConfiguration(): void {
    const next = options.servers();
    if (next.length === seen.length && next.every((spec, index) => spec === seen[index])) return;
    seen = [...next];
    specs = accept(next);
    for (const [key, upstream] of upstreams) {
      const spec = specs.get(upstream.spec.name);
      if (spec !== undefined && sameSpec(spec, upstream.spec)) continue;
      upstreams.delete(key);
      const left = upstream
        .retire("its configuration has changed")
        .finally(() => leaving.delete(left));
      leaving.add(left);
    }
  }

  function accept(next: readonly ServerSpec[]): Map<string, ServerSpec> {
    const accepted = new Map<string, ServerSpec>();
    const before = refused;
    refused = new Map();
    for (const spec of next) {
      const problem = accepted.has(spec.name)
        ? `Two servers are called "${spec.name}"; the first one counts. Rename one of them.`
        : nameProblem(spec.name);
      if (problem === undefined) accepted.set(spec.name, spec);
      else refuse(spec, problem, before);
    }
    return accepted;
  }

  /** Said once, not on every use. */
  function refuse(spec: ServerSpec, reason: string, before: ReadonlyMap<string, string>): void {
    refused.set(spec.name, reason);
    if (before.get(spec.name) === reason) return;
    const about = { server: spec.name, dir: "", transport: spec.transport };
    tell({ type: "server.failed", ...about, detail: { reason, stderr: "" } });
  }

  function upstreamFor(spec: ServerSpec, dir: string): Upstream {
    const root = spec.rooted ? dir : "";
    const key = JSON.stringify([spec.name, root]);
    const known = upstreams.get(key);
    if (known !== undefined) return known;
    const created = new Upstream(spec, root, upstreamOptions);
    upstreams.set(key, created);
    return created;
  }

  function named(name: string): Upstream[] {
    return [...upstreams.values()].filter((upstream) => upstream.spec.name === name);
  }

  async function list(dir: string): Promise<readonly ToolDefinition[]> {
    if (closed) return [];
    readConfiguration();
    const offered = [...specs.values()].filter((spec) => isOffered(spec, dir));
    const lists = offered.map(async (spec) => {
      try {
        return await upstreamFor(spec, dir).list();
      } catch {
        // The upstream has reported it: by an event and in its status.
        return [];
      }
    });
    return (await Promise.all(lists)).flat();
  }

  async function call(toolCall: ToolCall): Promise<ToolResult> {
    if (closed) {
      return failedResult(unavailable("The hub is closed; no server takes calls any more."));
    }
    readConfiguration();
    const spec = specs.get(toolCall.server);
    const gone = { code: "tool_gone", fate: "unsent", final: true } as const;
    if (spec === undefined) {
      return failedResult({ text: explainUnknownServer(toolCall.server, specs), ...gone });
    }
    if (!isOffered(spec, toolCall.dir)) {
      return failedResult({ text: explainNotOffered(toolCall), ...gone });
    }
    return upstreamFor(spec, toolCall.dir).call(toolCall);
  }

  function status(): ServerStatus[] {
    readConfiguration();
    const states = [...upstreams.values()].map((upstream) => upstream.status());
    const started = new Set(states.map((state) => state.server));
    const idle = [...specs.values()].filter((spec) => !started.has(spec.name));
    return [...states, ...idle.map(configured)];
  }

  async function stop(name: string): Promise<void> {
    await Promise.all(named(name).map((upstream) => upstream.stop("it was asked to")));
  }

  async function restart(name: string): Promise<void> {
    const running = named(name).filter((each) =>
      ["ready", "starting", "failed"].includes(each.status().state),
    );
    await stop(name);
    // A server that does not come back says so by an event, as it does on any other start.
    await Promise.allSettled(running.map((upstream) => upstream.list()));
  }

  async function check(spec: ServerSpec): Promise<ToolDefinition[]> {
    const problem = nameProblem(spec.name);
    if (problem !== undefined) throw new Error(problem);
    // What is tried out is no server of the house yet.
    const quiet = { ...upstreamOptions, onEvent: options.onEvent };
    const upstream = new Upstream(spec, spec.rooted ? tmpdir() : "", quiet);
    try {
      return [...(await upstream.list())];
    } finally {
      await upstream.retire("the check is done");
    }
  }

  async function close(): Promise<void> {
    closed = true;
    const retiring = [...upstreams.values()].map((upstream) =>
      upstream.retire("the hub is closed"),
    );
    await Promise.all([...retiring, ...leaving]);
    await parentWatch?.close();
  }

  return { list, call, status, watch, stop, restart, check, close };
}

function isOffered(spec: ServerSpec, dir: string): boolean {
  return spec.transport !== "in-process" || (spec.offered?.(dir) ?? true);
}

function explainUnknownServer(name: string, specs: ReadonlyMap<string, ServerSpec>): string {
  const known = [...specs.keys()].join(", ") || "none";
  return `No server is called "${name}". Configured: ${known}. Add it: glassbox mcp add ${name} -- COMMAND`;
}

function configured(spec: ServerSpec): ServerStatus {
  return {
    server: spec.name,
    dir: "",
    transport: spec.transport,
    state: "configured",
    reason: "",
    tools: [],
    leftOut: [],
    diagnostics: noDiagnostics,
  };
}
