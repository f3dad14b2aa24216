import { millisecondsOf } from "../../kernel/event.ts";
import type { KernelParts } from "../../kernel/host.ts";
import type { BranchRow } from "../../kernel/ledger/index.ts";
import type { TreeToWrite } from "./segment-writer.ts";

/** A run tree that is over, with the last thing that happened in it. */
export interface FinishedTree extends TreeToWrite {
  /** Unix milliseconds. */
  readonly endedAt: number;
  readonly events: number;
}

type Parts = Pick<KernelParts, "ledger" | "runs">;

const LAST_EVENTS = 16;

/** Trees of the ledger in which every run is over, or another device's, and nothing has happened since `before` (Unix milliseconds). */
export function finishedTrees(kernel: Parts, branches: readonly BranchRow[], before: number) {
  const trees = new Map<string, BranchRow[]>();
  for (const branch of branches) {
    const tree = trees.get(branch.root);
    if (tree) tree.push(branch);
    else trees.set(branch.root, [branch]);
  }
  return [...trees].flatMap(([root, own]): FinishedTree[] => {
    const endedAt = Math.max(...own.map((branch) => lastTime(kernel, branch)));
    const isOld = endedAt <= before;
    if (!isOld || !own.every(({ subject }) => isOver(kernel, subject))) return [];
    const events = own.reduce((sum, { at, length }) => sum + length - at, 0);
    return [{ root, branches: own, endedAt, events }];
  });
}

function lastTime({ ledger }: Parts, { id, length }: BranchRow): number {
  const [last] = ledger.readBranch(id, { from: length, to: length });
  // A branch without an event is one that is just being opened.
  return last ? millisecondsOf(last.hlc) : Infinity;
}

/** A run's end is among its last events; only where it is not must the run be folded to know. */
function isOver({ ledger, runs }: Parts, subject: string): boolean {
  const run = subject.slice("run/".length);
  if (runs.standing(run) !== null) return false;
  const head = runs.head(run);
  const row = ledger.branch(head);
  // Nobody here goes on with what another device has claimed.
  if (row?.ownerOrigin && row.ownerOrigin !== ledger.origin) return true;
  const from = Math.max(1, (row?.length ?? 0) - LAST_EVENTS);
  const [end] = ledger.readBranch(head, { from, types: ["run.finished"] });
  return end !== undefined || runs.state(run).outcome !== null;
}
