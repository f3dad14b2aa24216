import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import { timeOf } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { resolveAddress } from "./address.ts";
import { budgetOf } from "./budget-view.ts";
import { planAt, planView } from "./plan-view.ts";
import { reportOf } from "./report.ts";

export function showVerb(host: Host) {
  return defineVerb({
    name: "run.show",
    description: "Shows a run at any event: state, plan, facts, cost.",
    input: z.object({ run: z.string() }),
    output: z.custom<JsonObject>(isObject),
    scope: "read",
    async handler(input) {
      const kernel = host.kernel();
      const { run, label, branch, head, at, length, event, path } = resolveAddress(
        kernel,
        input.run,
      );
      if (path !== null) throw usage("run: run.show shows no file", "run.file does");
      const state = runStateAt(kernel.ledger, branch, kernel.runs.services.extensions, at);
      const plan = planAt(kernel, state, branch);
      const account = kernel.runs.account(state.root, event.row);
      return {
        run,
        label,
        branch,
        head,
        at,
        length,
        event: { id: event.id, type: event.type, time: timeOf(event.hlc) },
        state: state as unknown as JsonValue,
        account: account as unknown as JsonValue,
        budget: budgetOf(account, run, account.last) as unknown as JsonValue,
        plan: plan && (planView(plan) as unknown as JsonValue),
        report: reportOf(kernel, run),
      };
    },
  });
}
