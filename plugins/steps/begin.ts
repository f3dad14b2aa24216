import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { RunContext } from "../../kernel/run/context.ts";

const EXAMPLE = "2026-11-20T09:00:00Z";
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Begins a step that is no tool call. What it waits for stands in `step.started`, so that any later process can go on.
 */
export async function begin(context: RunContext, step: string): Promise<void> {
  const { services, draft } = context;
  const append = (...drafts: Parameters<typeof services.ledger.append>[0][number][]) =>
    services.ledger.append(drafts);
  const fail = (reason: string) =>
    append(draft("step.finished", { step, fault: "error", reason, value: null }));
  const action = services.plans.action(context, step);
  if (typeof action === "string") return void (await fail(action));
  if ("ask" in action) {
    const { question, schema, to, expires } = action.ask;
    const ask = services.ids.short();
    await append(
      draft("ask.opened", {
        ask,
        kind: "question",
        to,
        question,
        schema,
        step,
        detail: {},
        expires: expires ?? null,
      }),
      draft("step.started", { step, kind: "ask", detail: { ask } }),
    );
  } else if ("wait" in action) {
    const detail = waitDetail(action.wait, services.clock.now(), services.ledger);
    if (typeof detail === "string") return void (await fail(detail));
    await append(draft("step.started", { step, kind: "wait", detail }));
  } else if ("run" in action) {
    // The child's id stands in the parent first: whoever goes on after a crash starts just that child.
    const detail = { run: services.ids.short() };
    await append(draft("step.started", { step, kind: "run", detail }));
  }
}

/** What is waited for; a text: why it can never come. */
function waitDetail(wait: JsonObject, now: number, ledger: Ledger): JsonObject | string {
  const { until, run, answer, event } = wait;
  if (wait["for"] !== undefined) return { at: now + milliseconds(String(wait["for"])) };
  if (until !== undefined) {
    const at = Date.parse(String(until));
    return Number.isNaN(at) ? `${JSON.stringify(until)} is no time such as ${EXAMPLE}` : { at };
  }
  if (run !== undefined) {
    if (!ledger.branch(String(run))) return `there is no run ${String(run)} to wait for`;
    return { type: "run.finished", subject: `run/${String(run)}`, after: 0 };
  }
  if (answer !== undefined) return { type: "ask.answered", awaited: answer, after: 0 };
  return { ...(event as JsonObject), after: ledger.lastRow() };
}

function milliseconds(duration: string): number {
  const [, amount, unit] = /^([\d.]+)(ms|s|m|h|d)$/.exec(duration)!;
  return Number(amount) * UNITS[unit!]!;
}
