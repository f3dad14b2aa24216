// Rounds of connect, call, kill -9 and reload of a server that nothing but SIGKILL ends and that has a child like itself. What
// is left of them is counted in the system's own list of processes.
import { createHub } from "../../mcp/hub/index.ts";
import type { Hub, StdioSpec } from "../../mcp/hub/index.ts";

const STUBBORN = `${import.meta.dir}/../../mcp/hub/fixture-server.sh`;

/** How many processes are left, and how many there were at most while the rounds went. */
export async function killRounds(folder: string, rounds: number): Promise<Record<string, number>> {
  const marker = `rounds-${crypto.randomUUID()}`;
  const fifo = `${folder}/fifo`;
  await Bun.$`mkfifo ${fifo}`;
  let round = 0;
  const hub = createHub({ servers: () => [spec(marker, fifo, round)], onEvent: () => {} });
  let most = 0;
  for (; round < rounds; round += 1) {
    const { ok, view } = await call(hub);
    if (!ok) throw new Error(`round ${round}: ${JSON.stringify(view)}`);
    // Every other round is a reload of a server that lives; in the others it is killed first.
    if (round % 2 === 0) process.kill(pidOf(hub), "SIGKILL");
    if (round % 20 === 0) most = Math.max(most, await processesWith(marker));
  }
  await hub.close();
  return {
    killRounds: rounds,
    processesAtMost: most,
    processesLeftByKills: await processesWith(marker),
  };
}

function call(hub: Hub) {
  const { signal } = new AbortController();
  return hub.call({ server: "stubborn", name: "hello", args: {}, dir: "/tmp", meta: {}, signal });
}

function pidOf(hub: Hub): number {
  const pid = hub.status().find(({ diagnostics }) => diagnostics.pid !== undefined)
    ?.diagnostics.pid;
  if (pid === undefined) throw new Error("the server has no process");
  return pid;
}

function spec(marker: string, fifo: string, round: number): StdioSpec {
  return {
    name: "stubborn",
    transport: "stdio",
    rooted: false,
    trusted: false,
    protocol: "legacy",
    command: "/bin/sh",
    args: [STUBBORN, marker, fifo],
    // Another configuration in each round: the hub ends the server of the round before.
    env: { ROUND: String(round) },
  };
}

/** Living processes whose command line holds the text. */
async function processesWith(text: string): Promise<number> {
  const listing = await Bun.$`ps -A -o stat= -o args=`.text();
  return listing.split("\n").filter((line) => line.includes(text) && !line.startsWith("Z")).length;
}
