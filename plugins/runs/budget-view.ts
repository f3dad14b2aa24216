import type { AccountState, Budget } from "../../kernel/fold/account.ts";

type Amounts = { readonly [K in keyof Budget]: number };

/** What a run was granted, what it and the runs below it have spent of it, and what is reserved for model calls. */
export interface BudgetView {
  readonly granted: Budget;
  readonly spent: Amounts;
  readonly reserved: Amounts;
}

/** At a time in Unix milliseconds; null for a run that is over and was begun by another: its share went back. */
export function budgetOf(account: AccountState, run: string, now: number): BudgetView | null {
  const own = account.runs[run];
  if (!own) return null;
  const { budget, spent, reserved, since } = own;
  const seconds = (account.active - since + Math.max(0, now - account.last)) / 1000;
  return {
    granted: budget,
    spent: { ...amountsOf(spent), seconds },
    reserved: amountsOf(reserved),
  };
}

function amountsOf({ steps, modelCalls, tokens, usd }: Omit<Amounts, "seconds">): Amounts {
  return { steps, modelCalls, tokens, usd, seconds: 0 };
}
