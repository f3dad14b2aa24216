import { type AccountState, type Budget, lineOf } from "../fold/account.ts";
import type { Reflex, Wanted } from "./reflex.ts";

const NAMES = ["steps", "seconds", "modelCalls", "tokens", "usd"] as const;

/** No call beyond what its run and every run above it was granted: what is under way counts as spent. */
export const budgetReflex: Reflex = (call, { run }, account) => {
  const wanted = { run, steps: 1, modelCalls: 0, tokens: 0, usd: 0 };
  const reason = overBudget(account, wanted, call.inFlight, call.now);
  return reason === null ? null : { rule: "budget", fault: "budget", reason };
};

/** Which budget does not allow what is wanted, as a sentence; null: all do. */
export function overBudget(
  account: AccountState,
  wanted: Wanted,
  inFlight: readonly Wanted[],
  now: number,
): string | null {
  const left = leftFor(account, wanted.run, [...inFlight, wanted], now);
  const name = NAMES.find((one) => left[one] !== null && left[one].amount < 0);
  return name ? `the budget of ${left[name]!.of} ${name} is used up` : null;
}

/** What is left for a run, of which limit: the least of what it and every run above it has; null: no limit. */
export function leftFor(
  account: AccountState,
  run: string,
  also: readonly Wanted[],
  now: number,
): Record<keyof Budget, { amount: number; of: number } | null> {
  const none = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
  const left: ReturnType<typeof leftFor> = none;
  for (const id of lineOf(account, run)) {
    const { budget, spent, reserved, since } = account.runs[id]!;
    const seconds = (account.active - since + Math.max(0, now - account.last)) / 1000;
    for (const name of NAMES) {
      const of = budget[name];
      if (of === null) continue;
      const below = also.filter(
        (one) => one.run in account.runs && lineOf(account, one.run).includes(id),
      );
      const kept = name === "seconds" ? seconds : spent[name] + reserved[name];
      const taken = below.reduce((sum, one) => sum + (name === "seconds" ? 0 : one[name]), kept);
      if (of - taken < (left[name]?.amount ?? Infinity)) left[name] = { amount: of - taken, of };
    }
  }
  return left;
}
