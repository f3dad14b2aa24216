import type { AccountState } from "../../../kernel/fold/account.ts";
import { leftFor } from "../../../kernel/reflex/budget.ts";

/** Milliseconds that a call may take: no longer than any call, and not beyond the time that its run has left. */
export function deadlineOf(account: AccountState, run: string, longest: number, now: number) {
  const left = leftFor(account, run, [], now).seconds;
  return left === null ? longest : Math.min(longest, Math.max(1, left.amount * 1000));
}
