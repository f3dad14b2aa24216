import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { CHECKPOINTS } from "./manifest.ts";
import { checkpointNames } from "./own-checkpoints.ts";

/**
 * Checkpoints are only added to: what is at their place already and is longer, or another, stays, and tells `verify`
 * what a restored ledger lacks.
 */
export function giveBackCheckpoints(from: string, folder: string): void {
  const kept = join(from, CHECKPOINTS);
  for (const name of checkpointNames(kept)) {
    const notes = readFileSync(join(kept, name));
    const target = join(folder, name);
    const there = existsSync(target) ? readFileSync(target) : Buffer.alloc(0);
    if (!notes.subarray(0, there.length).equals(there)) continue;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(target, notes.subarray(there.length), { flag: "a", mode: 0o600 });
  }
}
