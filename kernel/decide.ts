import { text } from "./event.ts";
import type { AccountState } from "./fold/account.ts";
import type { PlanState, RunState, StepState } from "./fold/run-state.ts";
import { covers } from "./grant.ts";
import type { JsonObject } from "./json.ts";
import { type Step, stepOf, templateOf } from "./plan.ts";

/** Why the driver is asked: to begin, because something is not as predicted, or because the plan is used up. */
export type ConsultReason = "start" | "violation" | "exhausted";

/** What is to be done next. The shell performs it and appends what came of it. */
export type Command =
  | { readonly kind: "consult"; readonly reason: ConsultReason }
  | { readonly kind: "open-approval" }
  | { readonly kind: "expand"; readonly step: string }
  | { readonly kind: "call"; readonly step: string }
  | { readonly kind: "begin"; readonly step: string }
  | { readonly kind: "watch"; readonly step: string }
  | { readonly kind: "judge"; readonly step: string }
  | { readonly kind: "close-fan"; readonly step: string }
  | { readonly kind: "judge-goal" }
  | { readonly kind: "cancel" }
  | { readonly kind: "conclude" };

/** Steps of one run that may be under way at once. */
export const PARALLEL = 8;

/** The next commands, in the order reflex (stop, approval), situation (judging), supervision (driver). Pure. */
export function decide(state: RunState, account: AccountState): readonly Command[] {
  if (state.outcome !== null || state.owner === null) return [];
  const plan = state.plan;
  const running = plan
    ? Object.entries(plan.steps).filter(([, step]) => step.status === "running")
    : [];
  const calls = running.filter(([, step]) => step.fan === null && step.detail === null);
  if (state.stop !== null) return calls.length > 0 ? [{ kind: "cancel" }] : [{ kind: "conclude" }];
  if (!plan) return [{ kind: "consult", reason: state.closed.plans === 0 ? "start" : "exhausted" }];
  const approval = decideApproval(state, plan, account);
  if (approval) return approval;
  const judging = judge(plan);
  const failed = Object.values(plan.steps).some((step) => step.status === "failed");
  if (failed) {
    // Nothing new is begun; what is under way is heard out.
    const busy = running.some(([, step]) => step.fan === null);
    if (judging.length > 0 || busy) return [...judging, ...watch(state, plan)];
    return [{ kind: "consult", reason: "violation" }];
  }
  const commands = [...judging, ...watch(state, plan), ...advance(plan, PARALLEL - calls.length)];
  if (commands.length > 0 || running.length > 0) return commands;
  if (plan.definition.expect.length > 0 && !plan.goal.judged) return [{ kind: "judge-goal" }];
  return [{ kind: "consult", reason: plan.goal.failures.length > 0 ? "violation" : "exhausted" }];
}

/** Null when the plan may go on; else what the approval needs now. */
function decideApproval(state: RunState, plan: PlanState, account: AccountState): Command[] | null {
  const granted = (tool: string) => account.grants.some((one) => covers(one, tool, state.run));
  const changing = Object.keys(plan.tools).filter((tool) => plan.tools[tool]!.effect !== "read");
  const tools = changing.filter((tool) => !granted(tool));
  if (tools.length === 0) return null;
  const asks = Object.values(state.asks).filter((one) => one.kind === "approval");
  const ask = asks.find((one) => one.detail["plan"] === plan.event);
  if (!ask) return [{ kind: "open-approval" }];
  return ask.answer === null || ask.answer.value === true ? [] : [{ kind: "conclude" }];
}

function judge(plan: PlanState): Command[] {
  return stepsThat(plan, (step) => step.status === "answered").map((step) => ({
    kind: "judge",
    step,
  }));
}

/** Begun steps that nobody may be watching: asks, waits and child runs survive the process that began them. */
function watch(state: RunState, plan: PlanState): Command[] {
  const begun = stepsThat(
    plan,
    ({ status, detail }) => status === "running" && detail !== null && !isUnanswered(state, detail),
  );
  return begun.map((step) => ({ kind: "watch", step }));
}

function stepsThat(plan: PlanState, fits: (step: StepState) => boolean): string[] {
  return Object.keys(plan.steps).filter((id) => fits(plan.steps[id]!));
}

/** An ask without an expiry needs nobody: its answer is an event. */
function isUnanswered(state: RunState, detail: JsonObject): boolean {
  const ask = state.asks[text(detail["ask"])];
  return ask !== undefined && ask.answer === null && ask.expires === null;
}

function advance(plan: PlanState, room: number): Command[] {
  const commands: Command[] = [];
  for (const step of plan.definition.steps) {
    const state = plan.steps[step.id]!;
    if (state.fan) {
      const next = windowCommand(plan, step.id, state);
      if (next) commands.push(next);
      continue;
    }
    if (state.status !== "open" || !step.after.every((id) => plan.steps[id]?.status === "done"))
      continue;
    if (step.each !== undefined) commands.push({ kind: "expand", step: step.id });
    else if (commands.length < room) commands.push({ kind: kindOf(step), step: step.id });
  }
  for (const [id, state] of Object.entries(plan.steps)) {
    const { template, index } = templateOf(id);
    if (index === null || state.status !== "open" || commands.length >= room) continue;
    commands.push({ kind: kindOf(stepOf(plan.definition, template)), step: id });
  }
  return commands;
}

/** When a window's elements are all done: the next window, or the end of the fan-out. */
function windowCommand(plan: PlanState, step: string, { status, fan }: StepState): Command | null {
  if (status !== "running" || fan === null) return null;
  const left = Object.keys(plan.steps).some(
    (id) => id.startsWith(`${step}.`) && plan.steps[id]!.status !== "done",
  );
  if (left) return null;
  return { kind: fan.next < fan.total ? "expand" : "close-fan", step };
}

function kindOf(step: Step): "call" | "begin" {
  return "tool" in step.do ? "call" : "begin";
}
