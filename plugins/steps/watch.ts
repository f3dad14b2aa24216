import { text } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { endOfChild } from "./child-run.ts";
import { watchHandle } from "./handle.ts";
import { withinBudget } from "./within-budget.ts";

/** Stays with a begun step until what it waits for has come. */
export async function watch(
  host: Host,
  context: RunContext,
  step: string,
  signal: AbortSignal,
): Promise<void> {
  const detail = context.state().plan?.steps[step]?.detail;
  if (!detail) return;
  const finish = async (
    fault: "none" | "error" | "budget" | "denied",
    reason: string,
    value: JsonValue,
  ) => {
    const { services, draft } = context;
    await services.ledger.append([draft("step.finished", { step, fault, reason, value })]);
  };
  if (detail["ask"] !== undefined) return watchAsk(context, text(detail["ask"]), signal, finish);
  // A task that is a run of its own too: it has a time of its own, and its answer is the task's.
  if (detail["run"] !== undefined && detail["tool"] !== undefined)
    return watchHandle(context, step, detail, signal);
  if (detail["run"] !== undefined) {
    const run = text(detail["run"]);
    const end = await endOfChild(host, context, step, run, signal);
    if (end === null) return;
    if (typeof end === "string") return finish("error", end, null);
    const value = { run, outcome: end.outcome, answer: end.answer, reason: end.reason };
    const { outcome } = end;
    const own = outcome === "budget" || outcome === "denied" ? outcome : "error";
    return finish(outcome === "done" ? "none" : own, `run ${run}: ${end.reason}`, value);
  }
  // A person, and another run, have times of their own.
  await withinBudget(context, step, signal, async (inTime) => {
    if (detail["tool"] !== undefined) return watchHandle(context, step, detail, inTime);
    if (detail["at"] !== undefined) {
      if (await until(context, Number(detail["at"]), inTime))
        await finish("none", "it is time", { at: detail["at"] });
      return;
    }
    const event = await comeEvent(context, detail, inTime);
    if (event !== null) await finish("none", `event ${event}`, { event });
  });
}

async function watchAsk(
  context: RunContext,
  id: string,
  signal: AbortSignal,
  finish: (fault: "none" | "error", reason: string, value: JsonValue) => Promise<void>,
): Promise<void> {
  const open = context.state().asks[id]!;
  if (open.answer?.value != null)
    return finish("none", `answered by ${open.answer.by}`, open.answer.value);
  if (open.answer) return finish("error", "the question was not answered in time", null);
  if (
    !(await until(context, Date.parse(open.expires!), signal)) ||
    context.state().asks[id]?.answer
  )
    return;
  const { services, draft } = context;
  await services.ledger.append([
    draft("ask.answered", { ask: id, value: null, by: "expiry", via: "kernel" }),
  ]);
}

async function comeEvent(
  context: RunContext,
  detail: JsonObject,
  signal: AbortSignal,
): Promise<string | null> {
  const { subject, awaited, type, after } = detail;
  const query = {
    afterRow: Number(after),
    signal,
    ...(typeof subject === "string" ? { subject } : {}),
  };
  for await (const event of context.services.ledger.follow(query)) {
    if (event.type !== type) continue;
    if (awaited === undefined || event.data?.["ask"] === awaited) return event.id;
  }
  return null;
}

/** True when the time came, false when the watch was called off. */
function until({ services }: RunContext, at: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const forget = services.clock.after(at - services.clock.now(), () => resolve(true));
    signal.addEventListener("abort", () => {
      forget();
      resolve(false);
    });
  });
}
