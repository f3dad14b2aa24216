import { KernelError, usage } from "../../kernel/error.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Proposal } from "../contracts/driver.ts";
import type { GivenGrants, RunRequest } from "../contracts/lifecycle.ts";
import type { Edit } from "./view.ts";

/** The events of a run tree in the order in which they were written. Throws `usage` for what cannot be replayed. */
export function recordOf(ledger: Ledger, root: string, edit: Edit): readonly LedgerEvent[] {
  const events = [...ledger.readTree(root)].toSorted((a, b) => a.row - b.row).map(edit);
  const [first] = events;
  if (first?.type !== "run.started")
    throw usage(`run ${root} has no beginning on record`, "import all of it, or bring it back");
  const erased = events.find(({ data }) => data === null);
  if (erased)
    throw usage(
      `run ${root} is partly erased: what event ${erased.bseq} of ${erased.branch} (${erased.type}) said is gone`,
      "what was erased cannot be done again",
    );
  for (const { bseq, branch, data } of events) {
    const blobs = [data?.["whole"], (data?.["input"] as { blob?: string } | undefined)?.blob];
    for (const blob of blobs)
      if (typeof blob === "string" && ledger.getBlob(blob) === null)
        throw usage(
          `event ${bseq} of ${branch} names a text that is not kept any more`,
          "what is gone cannot be done again",
        );
  }
  return events;
}

/** How many of the first events were written at once: the beginning of a run. */
export function beginningOf(record: readonly LedgerEvent[]): readonly LedgerEvent[] {
  const [first] = record;
  const later = record.findIndex(
    ({ type, branch, row }, index) =>
      branch !== first!.branch || row !== first!.row + index || !BEGINNING.has(type),
  );
  return later < 0 ? record : record.slice(0, later);
}

const BEGINNING = new Set([
  "run.started",
  "run.claimed",
  "workspace.captured",
  "goal.set",
  "decision.made",
  "plan.accepted",
  "grant.given",
]);

/** The request that a run was begun with, as far as it is on record. */
export function requestOf(record: readonly LedgerEvent[], ledger: Ledger): RunRequest {
  const events = beginningOf(record);
  const started = dataOf<"run.started">(events, "run.started");
  const goal = dataOf<"goal.set">(events, "goal.set");
  if (!started || !goal) throw new KernelError("internal", "the run has no goal on record");
  const grants: GivenGrants = events
    .filter(({ type }) => type === "grant.given")
    .map(({ data }) => {
      const { allows, ground, expires } = data as Payload<"grant.given">;
      return { allows, ground, expires };
    });
  const input = goal.input && ledger.getBlob(goal.input.blob);
  return {
    run: started.run,
    goal: goal.text,
    dir: started.dir,
    access: started.access,
    driver: started.driver.name,
    options: started.driver.options,
    budget: started.budget,
    input: input ? Buffer.from(input).toString() : undefined,
    actor: events[0]!.actor,
    ...(started.parent && { parent: { place: started.parent, root: started.root } }),
    grants: () => grants,
  };
}

/** The plan that was given with the goal; what a skill or a model planned is planned again. */
export function givenPlan(record: readonly LedgerEvent[]): Proposal | null {
  const accepted = dataOf<"plan.accepted">(beginningOf(record), "plan.accepted");
  if (accepted?.ground.kind !== "file") return null;
  return { plan: accepted.plan, ground: accepted.ground };
}

function dataOf<T extends keyof PayloadsHere>(
  events: readonly LedgerEvent[],
  type: T,
): Payload<T> | null {
  const found = events.find((event) => event.type === type);
  return (found?.data as Payload<T> | undefined) ?? null;
}

type PayloadsHere = Record<"run.started" | "goal.set" | "plan.accepted", unknown>;
