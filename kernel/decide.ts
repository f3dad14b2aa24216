import { text } from "./event.ts";
import type { AccountState } from "./fold/account.ts";
import type { PlanState, RunState } from "./fold/run-state.ts";
import { matchesPattern } from "./grant.ts";
import type { JsonObject } from "./json.ts";
import { type Step, stepOf, templateOf } from "./plan.ts";

/** Why the driver is asked: to begin, because something is not as predicted, or because the plan is used up. */
export type ConsultReason = "start" | "violation" | "exhausted";

/** What is to be done next. The shell performs it and appends what came of it. */
export type Command =
  | { readonly kind: "consult"; readonly reason: ConsultReason }
  | { readonly kind: StepCommand; readonly step: string }
  | { readonly kind: "open-approval" | "judge-goal" | "cancel" | "conclude" };

type StepCommand = "expand" | "close-fan" | "call" | "settle" | "judge" | "begin" | "watch";

/** Steps of one run that may be under way at once. */
export const PARALLEL = 8;
/** Fan-outs with elements in the state at once: enough to keep all calls busy, and the state small. */
const WINDOWS = 2;

/** The next commands, in the order reflex (stop, approval), situation (judging), supervision (driver). Pure. */
export function decide(state: RunState, account: AccountState): readonly Command[] {
  if (state.outcome !== null || state.owner === null) return [];
  const { plan, stop } = state;
  const now = survey(state, plan);
  if (stop !== null && now.calls > 0) return stop.now ? [{ kind: "cancel" }] : [];
  if (stop !== null) return [{ kind: "conclude" }];
  if (!plan) return [{ kind: "consult", reason: state.closed.plans === 0 ? "start" : "exhausted" }];
  const approval = decideApproval(state, plan, account);
  if (approval) return approval;
  const isStuck = state.progress.stuck > 1;
  if (now.failed || isStuck) {
    // Nothing new is begun; what is under way is heard out.
    const isOver = isStuck || Object.values(plan.steps).some(({ fault }) => fault === "denied");
    if (isOver) return now.calls > 0 ? [] : [{ kind: "conclude" }];
    const busy = now.calls > 0 || now.begun > 0 || now.due.length > 0;
    return busy ? now.due : [{ kind: "consult", reason: "violation" }];
  }
  const judging = now.due.filter(({ kind }) => kind !== "watch").length;
  const commands = [...now.due, ...advance(plan, now, PARALLEL - now.calls - now.runs - judging)];
  if (commands.length > 0 || now.calls + now.begun + now.fans.length > 0) return commands;
  if (plan.definition.expect.length > 0 && !plan.goal.judged) return [{ kind: "judge-goal" }];
  return [{ kind: "consult", reason: plan.goal.failures.length > 0 ? "violation" : "exhausted" }];
}

/** Where the steps of a plan stand, from one pass over them. */
function survey(state: RunState, plan: PlanState | null) {
  // Running fan-outs, elements of them that nobody has begun, and fan-outs with an element that is not done.
  const [fans, elements, unfinished]: [string[], string[], Set<string>] = [[], [], new Set()];
  // Judgements, and watches over begun steps, that survive the process that began them.
  const due: Command[] = [];
  // Calls under way; begun asks, waits, runs and tasks; of these the runs.
  const counts = { calls: 0, begun: 0, runs: 0, failed: false };
  const found = { ...counts, fans, elements, unfinished, due };
  const steps = plan?.steps ?? {};
  for (const id in steps) {
    const { status, fan, detail } = steps[id]!;
    if (status === "done") continue;
    const { template, index } = templateOf(id);
    if (index !== null) found.unfinished.add(template);
    if (status === "failed") found.failed = true;
    else if (status === "answered") found.due.push({ kind: "judge", step: id });
    else if (status === "open" && index !== null) found.elements.push(id);
    else if (status === "running" && fan !== null) found.fans.push(id);
    else if (status === "running" && detail === null) found.calls += 1;
    else if (status === "doubt") {
      found.begun += 1;
      if (detail === null || !isUnanswered(state, detail))
        found.due.push({ kind: "settle", step: id });
    } else if (status === "running") {
      found.begun += 1;
      if (detail!["run"] !== undefined) found.runs += 1;
      if (!isUnanswered(state, detail!)) found.due.push({ kind: "watch", step: id });
    }
  }
  return found;
}

/** Null when the plan may go on; else what the approval needs now. */
function decideApproval(state: RunState, plan: PlanState, account: AccountState): Command[] | null {
  const granted = (tool: string) =>
    account.grants.some(
      ({ run, allows }) =>
        run === state.run && allows.some((one) => matchesPattern(one.tool, tool)),
    );
  const changing = Object.keys(plan.tools).filter((tool) => plan.tools[tool]!.effect !== "read");
  const tools = changing.filter((tool) => !granted(tool));
  const asks = Object.values(state.asks).filter((one) => one.kind === "approval");
  const ask = asks.find((one) => one.detail["plan"] === plan.event);
  // A no stands, whatever else was granted.
  if (ask?.answer && (ask.answer.value ?? false) === false) return [{ kind: "conclude" }];
  if (tools.length === 0) return null;
  return ask ? (ask.answer ? null : []) : [{ kind: "open-approval" }];
}

/** An ask without an expiry needs nobody: its answer is an event. */
function isUnanswered(state: RunState, detail: JsonObject): boolean {
  const ask = state.asks[text(detail["ask"])];
  return ask !== undefined && ask.answer === null && ask.expires === null;
}

/** Steps whose time has come, fan-outs to go on with, and elements that there is room for. */
function advance(plan: PlanState, now: ReturnType<typeof survey>, room: number): Command[] {
  const commands: Command[] = [];
  let windows = WINDOWS - now.unfinished.size;
  for (const step of now.fans) {
    const { next, total } = plan.steps[step]!.fan!;
    if (now.unfinished.has(step)) continue;
    if (next === total) commands.push({ kind: "close-fan", step });
    else if (windows-- > 0) commands.push({ kind: "expand", step });
  }
  const done = (id: string) => plan.steps[id]?.status === "done";
  for (const step of plan.definition.steps) {
    if (plan.steps[step.id]?.status !== "open" || !step.after.every(done)) continue;
    if (step.each === undefined) {
      if (commands.length < room) commands.push({ kind: kindOf(step), step: step.id });
    } else if (windows-- > 0) commands.push({ kind: "expand", step: step.id });
  }
  for (const step of now.elements.slice(0, Math.max(0, room - commands.length))) {
    commands.push({ kind: kindOf(stepOf(plan.definition, step)), step });
  }
  return commands;
}

function kindOf(step: Step): "call" | "begin" {
  return "tool" in step.do ? "call" : "begin";
}
