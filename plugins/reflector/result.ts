import type { PlanState } from "../../kernel/fold/run-state.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import { resultIn } from "../../kernel/recorded-result.ts";

/** What a step answered, as references see it; undefined where it has not, or the record is erased. */
export type ResultOf = (step: string) => JsonValue | undefined;

export function recordedResults(ledger: Ledger, plan: PlanState): ResultOf {
  return (step) => {
    const event = plan.steps[step]?.result ?? null;
    const data = event === null ? null : ledger.get(event)?.data;
    return data ? resultIn(data, (blob) => ledger.getBlob(blob)) : undefined;
  };
}
