import type { Peer } from "./client/peer.ts";
import type { AppliedFiles } from "./client/messages.ts";
import type { Outcome } from "./types.ts";

/** Writes back what matches, if the program came to its end; undefined: nothing was to be written. */
export async function writeBack(
  { ok, files }: Outcome,
  patterns: readonly string[],
  peer: Peer,
): Promise<AppliedFiles | undefined> {
  if (!ok || patterns.length === 0) return undefined;
  const globs = patterns.map((pattern) => new Bun.Glob(pattern));
  const changes = files.filter(({ path }) => globs.some((glob) => glob.match(path)));
  return changes.length > 0 ? peer.applyFiles(changes) : { applied: [], refused: [] };
}
