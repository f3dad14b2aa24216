import type { JsonObject } from "../../kernel/json.ts";
import type { RunContext } from "../../kernel/run/context.ts";

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
    const detail = waitDetail(action.wait, services.clock.now(), services.ledger.lastRow());
    await append(draft("step.started", { step, kind: "wait", detail }));
  } else if ("run" in action) {
    // The child's id stands in the parent first: whoever goes on after a crash starts just that child.
    const detail = { run: services.ids.short() };
    await append(draft("step.started", { step, kind: "run", detail }));
  }
}

function waitDetail(wait: JsonObject, now: number, row: number): JsonObject {
  if (wait["for"] !== undefined) return { at: now + milliseconds(String(wait["for"])) };
  if (wait["until"] !== undefined) return { at: Date.parse(String(wait["until"])) };
  if (wait["run"] !== undefined)
    return { type: "run.finished", subject: `run/${String(wait["run"])}`, after: 0 };
  if (wait["answer"] !== undefined)
    return { type: "ask.answered", awaited: wait["answer"], after: 0 };
  return { ...(wait["event"] as JsonObject), after: row };
}

function milliseconds(duration: string): number {
  const [, amount, unit] = /^([\d.]+)(ms|s|m|h|d)$/.exec(duration)!;
  return Number(amount) * UNITS[unit!]!;
}
