import type { Ledger } from "../../kernel/ledger/port.ts";

/** Calls of steps that failed in a run so far, those of plans that are over among them; probes are none. */
export function errorsIn(ledger: Ledger, branch: string): number {
  const types = ["tool.finished", "tool.unknown", "step.finished"];
  let errors = 0;
  for (const { type, data } of ledger.readBranch(branch, { types })) {
    if (!data || data["purpose"] === "probe") continue;
    const isError =
      type === "tool.finished"
        ? data["ok"] === false
        : type === "tool.unknown"
          ? data["then"] === "fail"
          : data["fault"] === "error";
    if (isError) errors += 1;
  }
  return errors;
}
