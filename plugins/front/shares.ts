import type { Host } from "../../kernel/host.ts";
import type { RunShares } from "../contracts/run-shares.ts";

/** What the runs of one client may take together. All of it is loaded for the first client that begins a run. */
export function clientShares(host: Host): RunShares {
  let loading: Promise<RunShares> | undefined;
  return {
    async grant(request) {
      if (!request.actor.startsWith("client/")) return { budget: request.budget, release() {} };
      loading ??= import("./day-budget.ts").then(({ dayBudget }) => dayBudget(host));
      return (await loading).grant(request);
    },
  };
}
