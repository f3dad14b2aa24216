import { millisecondsOf } from "../event.ts";
import type { Reflex } from "./reflex.ts";

/** No call beyond what the run tree was granted; what is not known to be left is not spent. */
export const budgetReflex: Reflex = (call, _state, { budget, spent, startedAt }) => {
  const wanted = {
    steps: spent.steps + call.reserved + 1,
    seconds: (call.now - millisecondsOf(startedAt)) / 1000,
    tokens: spent.tokens,
    usd: spent.usd,
  };
  for (const name of ["steps", "seconds", "tokens", "usd"] as const) {
    const limit = budget[name];
    if (limit === null || wanted[name] <= limit) continue;
    return { rule: "budget", fault: "budget", reason: `the budget of ${limit} ${name} is used up` };
  }
  return null;
};
