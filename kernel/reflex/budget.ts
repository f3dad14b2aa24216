import { millisecondsOf } from "../event.ts";
import type { Reflex } from "./reflex.ts";

/** No call beyond what the run tree was granted; what is not known to be left is not spent. */
export const budgetReflex: Reflex = (call, _state, account) => {
  const { budget, spent, startedAt } = account;
  const seconds = (call.now - millisecondsOf(startedAt)) / 1000;
  const used = [
    { name: "steps", limit: budget.steps, value: spent.steps },
    { name: "tokens", limit: budget.tokens, value: spent.tokens },
    { name: "seconds", limit: budget.seconds, value: seconds },
  ];
  for (const { name, limit, value } of used) {
    if (limit === null || value < limit) continue;
    return { rule: "budget", fault: "budget", reason: `the budget of ${limit} ${name} is used up` };
  }
  if (budget.usd !== null && spent.usd > budget.usd) {
    return {
      rule: "budget",
      fault: "budget",
      reason: `the budget of ${budget.usd} usd is used up`,
    };
  }
  return null;
};
