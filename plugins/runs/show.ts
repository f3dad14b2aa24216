import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import { type LedgerEvent, timeOf } from "../../kernel/event.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { budgetOf } from "./budget-view.ts";
import { labelOf, parseAddress } from "./names.ts";
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
      const { run, at, event } = resolveAddress(kernel, input.run);
      const state = kernel.runs.state(run, at);
      const plan = planAt(kernel, state);
      const account = kernel.runs.account(state.root, event.row);
      return {
        run,
        label: labelOf(kernel, run),
        at,
        length: kernel.ledger.branch(kernel.runs.head(run))!.length,
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

/** The event an address means: the last one, the one with that number, or the last one of that step. */
export function resolveAddress(
  kernel: KernelParts,
  address: string,
): { run: string; at: number; event: LedgerEvent } {
  const { run, at, step } = parseAddress(kernel, address);
  const head = kernel.runs.head(run);
  const { length } = kernel.ledger.branch(head)!;
  if (at !== null && (at < 1 || at > length)) {
    throw usage(`run ${run} has no event ${at}`, `it has the events 1 to ${length}`);
  }
  const number = step === null ? (at ?? length) : lastEventOf(kernel, run, step);
  const event = [...kernel.ledger.readBranch(head, { from: number, to: number })][0];
  if (!event) throw new KernelError("ledger", `event ${number} of run ${run} is missing`);
  return { run, at: number, event };
}

function lastEventOf(kernel: KernelParts, run: string, step: string): number {
  let found = 0;
  for (const event of kernel.ledger.readBranch(kernel.runs.head(run)))
    if (event.data?.["step"] === step) found = event.bseq;
  if (found > 0) return found;
  const steps = planAt(kernel, kernel.runs.state(run))?.definition.steps.map((one) => one.id) ?? [];
  throw new KernelError("not_found", `run ${run} has done no step ${step}`, {
    hint: `its steps are ${steps.join(", ")}`,
  });
}
