import { join } from "node:path";

import { z } from "zod";

import { installPeer } from "../step/install-peer.ts";
import { withTempFolder } from "../support/temp-folder.ts";
import type { Outcome } from "./fault.ts";
import { PEER_FAULTS, type PeerEnd } from "./peer-task.ts";
import { openWorld, type World } from "./world.ts";

const PEERS = [
  { name: "Pi", folder: "pi" },
  { name: "LangGraph", folder: "langgraph" },
  { name: "AiSdk", folder: "ai-sdk" },
] as const;

/** Four times the limit that is set where a peer's own limit is tried. */
const DEADLINE_MS = 4000;
const ITEMS = ["a", "b", "c"];

export interface PeerVerdict {
  readonly peer: string;
  readonly fault: string;
  readonly outcome: Outcome;
  readonly struck: number;
  readonly words: string;
  readonly longestPrompt: number;
}

const peerEnd: z.ZodType<PeerEnd> = z.object({
  end: z.string(),
  modelCalls: z.number(),
  longestPrompt: z.number(),
});

/** Every peer with every fault that a tool in its process, or its model, can have; and once with none. */
export async function runPeers(tell: (verdict: PeerVerdict) => void): Promise<{
  readonly verdicts: readonly PeerVerdict[];
  readonly missing: readonly string[];
}> {
  const missing: string[] = [];
  const verdicts = await Promise.all(
    PEERS.map(async ({ name, folder }) => {
      const path = join(import.meta.dir, "../peers", folder);
      if (!(await installPeer(path))) {
        missing.push(folder);
        return [];
      }
      const all: PeerVerdict[] = [];
      for (const fault of ["none", ...PEER_FAULTS]) {
        const verdict = await verdictOf(name, join(path, "faults.ts"), fault);
        tell(verdict);
        if (fault !== "none") all.push(verdict);
        else if (verdict.outcome !== "right") throw new Error(`${name}: ${verdict.words}`);
      }
      return all;
    }),
  );
  return { verdicts: verdicts.flat(), missing };
}

function verdictOf(peer: string, program: string, fault: string): Promise<PeerVerdict> {
  return withTempFolder(async (folder) => {
    const child = Bun.spawn([process.execPath, program, folder, fault], {
      cwd: folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    const timer = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
    await child.exited;
    clearTimeout(timer);
    const [out, problem] = await said;
    const world = openWorld(join(folder, "world"));
    const last = out.trimEnd().split("\n").at(-1) ?? "";
    // A peer may print notices of its own.
    const told = last.startsWith('{"end":') ? peerEnd.parse(JSON.parse(last)) : null;
    if (told === null && child.signalCode !== "SIGKILL")
      throw new Error(`${peer} fell at "${fault}": ${problem.trim().slice(-1000)}`);
    const words = told?.end ?? `nothing for ${DEADLINE_MS} ms`;
    const outcome = outcomeOf(told, world);
    const { longestPrompt = 0 } = told ?? {};
    return { peer, fault, outcome, struck: world.struck(), words, longestPrompt };
  });
}

/** One that calls its model hundreds of times and would go on ends as little as one that waits. */
function outcomeOf(told: PeerEnd | null, world: World): Outcome {
  if (told === null || told.end === "runaway") return "hang";
  if (told.end !== "done") return "stopped";
  const names = world.things().map(({ name }) => name);
  return names.toSorted().join() === ITEMS.join() ? "right" : "wrongDone";
}

export function peerFigures(verdicts: readonly PeerVerdict[]): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const peer of new Set(verdicts.map((verdict) => verdict.peer))) {
    const own = verdicts.filter((verdict) => verdict.peer === peer && verdict.struck > 0);
    const count = (outcome: Outcome) => own.filter((one) => one.outcome === outcome).length;
    figures[`faults${peer}`] = own.length;
    figures[`right${peer}`] = count("right");
    figures[`stopped${peer}`] = count("stopped");
    figures[`hangs${peer}`] = count("hang");
    figures[`wrongDone${peer}`] = count("wrongDone");
    figures[`longestPromptKb${peer}`] =
      (own.find(({ fault }) => fault === "2 MB")?.longestPrompt ?? 0) / 1000;
  }
  return figures;
}
