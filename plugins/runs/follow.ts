import { z } from "zod";

import { timeOf } from "../../kernel/event.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { defineVerb, type VerbCall } from "../../kernel/verb.ts";
import { budgetOf } from "./budget-view.ts";
import { findRun } from "./names.ts";
import { planView } from "./plan-view.ts";
import { reportOf, standingOf } from "./report.ts";

export const report = z.custom<JsonObject>(isObject);

export function followVerbs(host: Host) {
  return [
    defineVerb({
      name: "run.follow",
      description:
        "Sends a run's events and plan as they come, until it is over or waits for a person.",
      input: z.object({ run: z.string(), after: z.number().int().min(0).default(0) }),
      output: report,
      scope: "read",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = findRun(kernel, input.run);
        await follow(kernel, run, input.after, call);
        return reportOf(kernel, run);
      },
    }),
    defineVerb({
      name: "run.report",
      description: "Says where a run stands, what it answered, with which proof and at what price.",
      input: z.object({ run: z.string() }),
      output: report,
      scope: "read",
      async handler(input) {
        const kernel = host.kernel();
        return reportOf(kernel, findRun(kernel, input.run));
      },
    }),
  ];
}

/** Progress is sent at most once a round, however many events the round had. */
async function follow(
  kernel: KernelParts,
  run: string,
  after: number,
  call: VerbCall,
): Promise<void> {
  const { ledger, runs } = kernel;
  let seen = after;
  let thinking: JsonObject | null = null;
  let wake = () => {};
  const stops = [
    ledger.onCommit((events) => events.some((event) => event.subject === `run/${run}`) && wake()),
    runs.onStanding(() => wake()),
  ];
  const onAbort = () => wake();
  call.signal.addEventListener("abort", onAbort);
  try {
    while (!call.signal.aborted) {
      // Listening begins before reading, so that nothing falls between.
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const standing = standingOf(kernel, run);
      let fresh = false;
      for (const event of ledger.readBranch(runs.head(run), { from: seen + 1 })) {
        seen = event.bseq;
        fresh = true;
        thinking = thinkingAfter(event, thinking);
        call.emit({ kind: "event", event: shortEvent(event) });
      }
      if (fresh) call.emit({ ...progress(kernel, run), thinking });
      if (standing !== "running") return;
      await woken;
    }
  } finally {
    for (const stop of stops) stop();
    call.signal.removeEventListener("abort", onAbort);
  }
}

/** The model that a run waits for, and what for; null when it waits for none. */
function thinkingAfter(event: LedgerEvent, before: JsonObject | null): JsonObject | null {
  if (event.type === "model.answered") return null;
  if (event.type !== "model.called" || event.data === null) return before;
  const { model, purpose } = event.data;
  return { model: model ?? "", purpose: purpose ?? "" };
}

function progress({ runs }: KernelParts, run: string): JsonObject {
  const state = runs.state(run);
  const account = runs.account(state.root);
  const steps = state.plan ? planView(state.plan).steps : [];
  return {
    kind: "progress",
    steps: steps.map(({ id, intent, status, done, total }) => ({
      id,
      intent,
      status,
      done,
      total,
    })),
    spent: { ...account.spent },
    budget: budgetOf(account, run, runs.services.clock.now()) as unknown as JsonValue,
  };
}

export function shortEvent(event: LedgerEvent): JsonObject {
  return {
    run: event.subject.slice("run/".length),
    n: event.bseq,
    id: event.id,
    type: event.type,
    time: timeOf(event.hlc),
    data: event.data,
  };
}
