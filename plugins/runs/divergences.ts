import { timeOf } from "../../kernel/event.ts";
import type { KernelParts } from "../../kernel/host.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

/** Where a run went on beside what it was, because something that it relied on had changed. */
export interface DivergenceView {
  /** Number of the event on the branch that the run is on now. */
  readonly n: number;
  readonly time: string;
  readonly from: string;
  readonly branch: string;
  readonly changes: readonly string[];
}

export function divergencesOf({ ledger, runs }: KernelParts, run: string): DivergenceView[] {
  const types = ["run.diverged"];
  return [...ledger.readBranch(runs.head(run), { types })].flatMap((event) => {
    if (!event.data) return [];
    const { from, changes } = event.data as Payload<"run.diverged">;
    return [{ n: event.bseq, time: timeOf(event.hlc), from, branch: event.branch, changes }];
  });
}
