import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";

/** What each type says when a step has failed by its call; one that goes out again has not. */
const FAILED: Readonly<Record<string, (data: JsonObject) => boolean>> = {
  "tool.finished": ({ ok, then }) => ok === false && then !== "repeat",
  "tool.unknown": ({ then }) => then === "fail",
  "tool.settled": ({ verdict }) => verdict === "fail",
  "step.finished": ({ fault }) => fault === "error",
};

/** Steps that failed by their call in a run so far, those of plans that are over among them; probes are none. */
export function errorsIn(ledger: Ledger, branch: string): number {
  let errors = 0;
  for (const { type, data } of ledger.readBranch(branch, { types: Object.keys(FAILED) })) {
    if (data && data["purpose"] !== "probe" && FAILED[type]!(data)) errors += 1;
  }
  return errors;
}
