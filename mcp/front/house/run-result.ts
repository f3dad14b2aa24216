import type { KernelParts } from "../../../kernel/host.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { resultIn } from "../../../kernel/recorded-result.ts";

export interface StepResult {
  readonly ok: boolean;
  readonly view: JsonValue;
}

/** What a step's call was answered, whole; null: it has no answer. */
export function resultOf(
  { ledger, runs }: Pick<KernelParts, "ledger" | "runs">,
  run: string,
  step: string,
): StepResult | null {
  const types = ["tool.finished"];
  const finished = [...ledger.readBranch(runs.head(run), { types })].findLast(
    ({ data }) => data?.["step"] === step && data["purpose"] === "step",
  );
  if (!finished?.data) return null;
  const view = resultIn(finished.data, (blob) => ledger.getBlob(blob));
  return { ok: finished.data["ok"] === true, view };
}
