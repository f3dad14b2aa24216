import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";

/** Facts that a decision names, the newest. */
const FACTS = 20;

/**
 * Ids of the events that a decision rests on: the goal, the facts, and since the last plan what was not as expected, how
 * its steps failed, and what models said.
 */
export function groundsOf(ledger: Ledger, branch: string, { plan, facts }: RunState): string[] {
  const accepted = plan ? (ledger.get(plan.event)?.bseq ?? 0) : 0;
  let goal: string | null = null;
  const learned = new Map<string, string>();
  let since: string[] = [];
  const types = ["run.forked", "goal.set", "fact.learned", "expect.violated", "model.answered"];
  for (const { id, type, data, bseq } of ledger.readBranch(branch, { types })) {
    // A fork thinks for itself: what its origin was told by models is not why.
    if (type === "run.forked") since = [];
    else if (type === "goal.set") goal = id;
    else if (type === "fact.learned") learned.set(String(data?.["name"]), id);
    else if (bseq > accepted) since.push(id);
  }
  const known = Object.keys(facts).flatMap((name) => learned.get(name) ?? []);
  const failed = Object.values(plan?.steps ?? {}).flatMap(({ status, result }) =>
    status === "failed" && result !== null ? [result] : [],
  );
  return [
    ...new Set([...(goal === null ? [] : [goal]), ...known.slice(-FACTS), ...failed, ...since]),
  ];
}
