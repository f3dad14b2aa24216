import { type FoldEvent, type LedgerEvent, timeOf } from "../../kernel/event.ts";
import { foldRun, RUN_REDUCER } from "../../kernel/fold/run.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import type { BranchRow, Ledger } from "../../kernel/ledger/port.ts";
import type { Checked } from "../contracts/check.ts";
import { DECISION, type Decision, decision } from "./event.ts";
import { type StateTree, stateTree } from "./state-hash.ts";

type Fault = Checked["faults"][number];

/** Folds every run again, without a snapshot, and compares the states around each decision with what it says of them. */
export async function verifyDecisions(ledger: Ledger): Promise<Checked> {
  let [held, unknown] = [0, 0];
  const faults: Fault[] = [];
  for (const branch of ledger.branches({ subjectPrefix: "run/" })) {
    for (const { event, verdict } of verdictsOn(ledger, branch)) {
      if (verdict === "unknown") unknown += 1;
      else if (verdict === null) held += 1;
      else faults.push({ event: event.id, what: `${placeOf(event)}: ${verdict}` });
    }
    // Others go on between two branches.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { held, unknown, faults };
}

/** Each decision of a branch's own, and what is wrong with it: null for nothing. */
function* verdictsOn(ledger: Ledger, { id, at: shared }: BranchRow) {
  const made = [...ledger.readBranch(id, { types: [DECISION], from: shared + 1 })];
  if (made.length === 0) return;
  const wanted = new Set(made.map(({ data }) => Number(data?.["at"])));
  const erased: number[] = [];
  let state = initialRunState(id);
  const states = new Map([[0, state]]);
  ledger.foldBranch(id, { to: made.at(-1)!.bseq }, (event) => {
    if (event.data === null) erased.push(event.bseq);
    state = foldRun(state, event);
    if (wanted.has(event.bseq)) states.set(event.bseq, state);
  });
  let tree: StateTree | null = null;
  for (const event of made) {
    const decided = decision.safeParse(event.data);
    if (event.data === null || erased.some((bseq) => bseq < event.bseq)) {
      yield { event, verdict: "unknown" as const };
    } else if (!decided.success) {
      yield { event, verdict: "its payload is none of a decision" };
    } else if (decided.data.fold !== RUN_REDUCER) {
      yield { event, verdict: "unknown" as const };
    } else {
      const before = states.get(decided.data.at);
      tree = before ? stateTree(before, tree) : null;
      const verdict = tree ? faultIn(ledger, id, event, decided.data, tree) : NOT_BEFORE;
      yield { event, verdict };
    }
  }
}

const NOT_BEFORE = "what it took into account does not stand before it";

function faultIn(
  ledger: Ledger,
  branch: string,
  event: LedgerEvent,
  { at, change, previous, next }: Decision,
  before: StateTree,
): string | "unknown" | null {
  if (at >= event.bseq) return NOT_BEFORE;
  if (before.root !== previous) return `the state at ${at} is another than it says`;
  let state = before.state;
  for (const caused of ledger.readBranch(branch, { from: event.bseq })) {
    if (caused.data === null) return "unknown";
    state = foldRun(state, caused satisfies FoldEvent);
    if (caused.id !== change) continue;
    if (caused.cause !== event.id) return "the event that it caused names another cause";
    return stateTree(state, before).root === next
      ? null
      : `the state after ${caused.type} is another than it says`;
  }
  return "the event that it caused is not there";
}

function placeOf({ subject, bseq, hlc }: LedgerEvent): string {
  return `${subject} event ${bseq} (${timeOf(hlc)})`;
}
