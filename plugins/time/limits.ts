import { type AccountState, type Budget, lineOf } from "../../kernel/fold/account.ts";

const UNLIMITED: Budget = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
const NAMES = Object.keys(UNLIMITED) as (keyof Budget)[];

export function wholeBudget(given: { readonly [K in keyof Budget]?: number | undefined }): Budget {
  return Object.fromEntries(NAMES.map((name) => [name, given[name] ?? null])) as unknown as Budget;
}

/**
 * The budgets of a run and all above it, raised so that a fork may spend what a person gives it: by no more than is missing.
 * What they have spent stays spent.
 */
export function raisedLimits(
  account: AccountState,
  run: string,
  given: Budget,
): Record<string, Budget> {
  const raised: Record<string, Budget> = {};
  for (const id of lineOf(account, run)) {
    const { budget, spent, reserved, since } = account.runs[id]!;
    const seconds = Math.ceil((account.active - since) / 1000);
    const used = (name: keyof Budget) =>
      name === "seconds" ? seconds : spent[name] + reserved[name];
    const limits = NAMES.map((name) => {
      const [limit, more] = [budget[name], given[name]];
      return [name, limit === null || more === null ? limit : Math.max(limit, used(name) + more)];
    });
    const next = Object.fromEntries(limits) as unknown as Budget;
    if (NAMES.some((name) => next[name] !== budget[name])) raised[id] = next;
  }
  return raised;
}
