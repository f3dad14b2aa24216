// Ten servers of which four are in trouble: one is not there, one hangs at its start, one is stopped, one crashes in the middle
// of a call. How long the tools of the six others take to be listed, and how long it takes to see that the stopped one is.
import { createHub, createManifestFiles } from "../../mcp/hub/index.ts";
import type { Hub, HubEvent, StdioSpec } from "../../mcp/hub/index.ts";
import { median } from "../support/statistics.ts";
import { until } from "./until.ts";

const HEALTHY = ["one", "two", "three", "four", "five", "six"];
const FIXTURE = `${import.meta.dir}/../../mcp/hub/fixture-server.ts`;
const LISTS = 20;

/** Tools of all healthy servers, listed over and over while the others hang, and the first sight of the stopped one. */
export async function partialFailure(folder: string): Promise<Record<string, number>> {
  const manifests = createManifestFiles(`${folder}/manifests`);
  const servers = [
    ...[...HEALTHY, "stopped", "crashing"].map((name) => spec(name)),
    spec("missing", { command: "no-such-command-anywhere" }),
    spec("hanging", { command: "/bin/sh", args: ["-c", "while :; do sleep 1; done"] }),
  ];
  const cold = createHub({ servers: () => servers, onEvent: () => {} });
  // Nothing is known of any of them: what starts late appears in a later list.
  const coldListMs = await timed(() => until("all are listed", () => areListed(cold)));
  await cold.close();

  const events: HubEvent[] = [];
  const known = servers.slice(0, HEALTHY.length + 2);
  const before = createHub({
    servers: () => known,
    manifests,
    onEvent: () => {},
    listWaitMs: 30_000,
  });
  await before.list(folder);
  await before.close();
  const hub = createHub({
    servers: () => servers,
    manifests,
    onEvent: (event) => events.push(event),
  });
  try {
    return { coldListMs, ...(await inTrouble(hub, events)) };
  } finally {
    await hub.close();
  }
}

async function inTrouble(hub: Hub, events: readonly HubEvent[]): Promise<Record<string, number>> {
  const firstListMs = await timed(() => allHealthy(hub));
  await Promise.all([...HEALTHY, "stopped"].map((server) => answered(hub, server)));
  const pid = hub.status().find(({ server }) => server === "stopped")?.diagnostics.pid;
  if (pid === undefined) throw new Error("the server that is to be stopped does not run");
  process.kill(pid, "SIGSTOP");
  const begun = performance.now();
  const given = new AbortController();
  const wedged = call(hub, "stopped", "echo", given.signal);
  const seen = until(
    "the stopped server is degraded",
    () => stateOf(hub, "stopped") === "degraded",
  ).then(() => performance.now() - begun);
  const lists: number[] = [firstListMs];
  const calls: number[] = [];
  for (let count = 0; count < LISTS; count += 1) {
    const crashed = call(hub, "crashing", "crash");
    lists.push(await timed(() => allHealthy(hub)));
    calls.push(await timed(() => answered(hub, HEALTHY[count % HEALTHY.length]!)));
    await crashed;
  }
  const wedgedSeenMs = await seen;
  const starts = events.filter((one) => one.type === "server.started" && one.server === "stopped");
  if (starts.length !== 1) throw new Error("the stopped server was started again");
  // Its process is told to go on, and answers what it was asked: stopped was not dead.
  process.kill(pid, "SIGCONT");
  if (!(await wedged).ok) throw new Error("the stopped server did not answer when it went on");
  return {
    healthyListMs: Math.max(...lists),
    healthyCallMs: median(calls),
    wedgedSeenMs,
  };
}

/** Throws when the tools of a healthy server are not in the list. */
async function allHealthy(hub: Hub): Promise<void> {
  if (!(await areListed(hub))) throw new Error("a healthy server was not listed");
}

async function areListed(hub: Hub): Promise<boolean> {
  const listed = new Set((await hub.list("/tmp")).map(({ server }) => server));
  return HEALTHY.every((name) => listed.has(name));
}

async function answered(hub: Hub, server: string): Promise<void> {
  const { ok, view } = await call(hub, server, "echo");
  if (!ok) throw new Error(`${server} did not answer: ${JSON.stringify(view)}`);
}

function call(hub: Hub, server: string, name: string, signal = new AbortController().signal) {
  return hub.call({ server, name, args: { text: "hi" }, dir: "/tmp", meta: {}, signal });
}

function stateOf(hub: Hub, name: string): string | undefined {
  return hub.status().find(({ server }) => server === name)?.state;
}

function spec(name: string, over: Partial<StdioSpec> = {}): StdioSpec {
  return {
    name,
    transport: "stdio",
    rooted: false,
    trusted: false,
    protocol: "legacy",
    command: process.execPath,
    args: [FIXTURE],
    env: {},
    ...over,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
