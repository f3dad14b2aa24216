import { join } from "node:path";

import { installPeer } from "./install-peer.ts";

export interface Entry {
  /** As in the names of the figures. */
  readonly name: string;
  readonly program: string;
}

const PEERS = [
  { name: "Pi", folder: "pi" },
  { name: "LangGraph", folder: "langgraph" },
  { name: "AiSdk", folder: "ai-sdk" },
] as const;

const BENCH = join(import.meta.dir, "..");

/** Ourselves and every peer that is or can be installed. */
export async function contestants(): Promise<{
  readonly entries: readonly Entry[];
  readonly missing: readonly string[];
}> {
  const entries: Entry[] = [{ name: "Glassbox", program: join(BENCH, "step", "glassbox.ts") }];
  const missing: string[] = [];
  for (const { name, folder } of PEERS) {
    const path = join(BENCH, "peers", folder);
    if (await installPeer(path)) entries.push({ name, program: join(path, "contestant.ts") });
    else missing.push(folder);
  }
  return { entries, missing };
}
