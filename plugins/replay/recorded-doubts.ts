import type { LedgerEvent } from "../../kernel/event.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Captured } from "../contracts/captured.ts";
import { CAPTURED } from "./recorded-captures.ts";

/** Where a branch has left another one. */
interface Leave {
  readonly from: string;
  readonly at: number;
}

/**
 * Was everything as before a call whose answer never came, when it was looked at again? The record says so by what came
 * of it: a call that is settled without a question, or a question. Null: nothing came of such a look at these paths.
 */
export function doubts(record: readonly LedgerEvent[]) {
  const leaves = new Map<string, Leave>();
  for (const { branch, data } of record)
    if (!leaves.has(branch) && typeof data?.["from"] === "string")
      leaves.set(branch, { from: data["from"], at: Number(data["at"]) });

  /** What was kept before the last call of a step, on a branch and those that it has left. */
  function keptBefore({ branch, bseq, data }: LedgerEvent, dir: string): readonly Capture[] | null {
    const step = data?.["step"];
    let to = bseq;
    for (let on: string | undefined = branch; on !== undefined;) {
      const found = record.findLast(
        (event) =>
          event.type === CAPTURED &&
          event.branch === on &&
          event.bseq <= to &&
          event.data?.["at"] === "before" &&
          event.data["step"] === step &&
          event.data["dir"] === dir,
      );
      if (found) return (found.data as unknown as Captured).captures;
      const leave = leaves.get(on);
      to = Math.min(to, leave?.at ?? 0);
      on = leave?.from;
    }
    return null;
  }

  return (
    coming: Iterable<LedgerEvent>,
    dir: string,
    names: readonly string[],
  ): readonly Capture[] | null => {
    for (const event of coming) {
      const isAsked = event.type === "ask.opened" && event.data?.["kind"] === "doubt";
      if (!isAsked && event.type !== "tool.settled") continue;
      const kept = keptBefore(event, dir);
      if (!kept || !isSame(kept, names)) continue;
      return isAsked ? kept.map((one) => ({ ...one, kind: "other", sha256: null })) : kept;
    }
    return null;
  };
}

function isSame(captures: readonly Capture[], names: readonly string[]): boolean {
  const wanted = new Set(names);
  return captures.length === wanted.size && captures.every(({ path }) => wanted.has(path));
}
