import type { ErrorCode } from "../../kernel/error.ts";
import type { Report } from "./report.ts";

/** What a script can branch on; the list is published in the manual and never changes its meaning. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  noPlan: 3,
  approval: 4,
  budget: 5,
  difference: 6,
  unavailable: 75,
  interrupted: 130,
  brokenPipe: 141,
} as const;

const BY_ERROR: Readonly<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  not_found: EXIT.usage,
  no_plan: EXIT.noPlan,
  denied: EXIT.approval,
  budget: EXIT.budget,
  conflict: EXIT.failed,
  fenced: EXIT.unavailable,
  unavailable: EXIT.unavailable,
  ledger: EXIT.unavailable,
  internal: EXIT.failed,
};

export function exitCodeOfError(code: ErrorCode): number {
  return BY_ERROR[code] ?? EXIT.failed;
}

/** Never 0 for something undone. */
export function exitCodeOfReport({ outcome, standing }: Report): number {
  if (outcome === "done") return EXIT.done;
  if (outcome === "denied") return EXIT.approval;
  if (outcome === "budget") return EXIT.budget;
  if (outcome !== null) return EXIT.failed;
  return standing === "waiting" ? EXIT.approval : EXIT.unavailable;
}
