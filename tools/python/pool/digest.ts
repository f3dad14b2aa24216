import { createHash } from "node:crypto";
import type { Outcome } from "../types.ts";

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What a repetition of the run has to meet: everything that the program can decide, and nothing of the clock. */
export function digestOf(outcome: Omit<Outcome, "digest">): string {
  return sha256(
    canonicalJson({
      stdout: outcome.stdout,
      stderr: outcome.stderr,
      value: outcome.value,
      error: outcome.error,
      limit: outcome.limit,
      files: outcome.files.map(({ path, sha256: hash }) => ({ path, sha256: hash })),
      fuel: outcome.usage.fuel,
    }),
  );
}

/** JSON without spaces, the keys of each object in the one order that does not depend on who made it. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
