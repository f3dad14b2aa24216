import { KernelError } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import { checksOf } from "../../kernel/fold/run.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonValue, sha256 } from "../../kernel/json.ts";
import type { Plan } from "../../kernel/plan.ts";
import type { Reasons } from "../contracts/decisions.ts";
import type { Gaps } from "../contracts/gaps.ts";
import type { RunAnswer } from "../contracts/plans.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { atEnd } from "./captured.ts";
import { decided } from "./decided.ts";
import { lifecycleOf } from "./lifecycle.ts";

type Outcome = Payload<"run.finished">["outcome"];

const NOTHING: RunAnswer = { answer: "", proof: "", citations: [], missing: [] };

/** Ends a run: the verdict, the answer with its evidence, and the plan out of the state. */
export async function conclude(
  context: RunContext,
  missing: readonly string[],
  isSpent = false,
  reasons?: Reasons,
) {
  const { services, draft } = context;
  const { plan, ...state } = context.state();
  const { answer, citations, ...said } = plan ? services.plans.answer(context) : NOTHING;
  const unproved = plan ? services.plans.unproved(plan) : [];
  const checks = state.closed.checks + checksOf(plan) + citations.length;
  const others = [...services.provided<Gaps>("gaps").values()].flatMap((more) => more(context));
  const gaps = [...missing, ...said.missing, ...unproved, ...others];
  const { outcome, reason, lacking } = verdict({ ...state, plan }, gaps, checks, isSpent);
  const held = said.proof || `${checks} ${checks === 1 ? "check" : "checks"} held`;
  const proof = outcome === "done" ? held : "";
  const end = {
    outcome,
    reason,
    missing: lacking,
    // A plan's words say what was to be; only where it was gone through they say what is.
    answer: outcome === "done" || outcome === "incomplete" ? answer : "",
    proof,
    citations,
    checks,
    evidence: evidenceOf(context, citations),
  };
  await stopRunsBelow(context);
  const last = await atEnd(context);
  const drafts = [...abandoned(context), ...closing(context), ...last, draft("run.finished", end)];
  return services.ledger.append(decided(context, drafts, reasons));
}

/** Ends a run in which something broke that nobody expected: no answer, and the fault by its name. */
export function concludeBroken({ services, draft }: RunContext, failure: string) {
  const reason = `the kernel failed: ${failure}`;
  const nothing = { answer: "", proof: "", citations: [], checks: 0, evidence: [] };
  const end = { ...nothing, outcome: "failed" as const, reason, missing: [reason] };
  return services.ledger.append([draft("run.finished", end)]);
}

/** Runs that steps have begun end with theirs. */
async function stopRunsBelow({ services, state }: RunContext): Promise<void> {
  const by = `run/${state().run}`;
  for (const { status, detail } of Object.values(state().plan?.steps ?? {})) {
    const run = detail?.["run"];
    if (status !== "running" || typeof run !== "string") continue;
    // Not begun yet, or over already: then there is nothing to stop.
    if (!services.ledger.branch(run)) continue;
    const stop = drafting(run)("stop.requested", { by, now: false });
    await lifecycleOf(services).append(run, [stop]).catch(unlessOver);
  }
}

function unlessOver(error: unknown): void {
  if (!(error instanceof KernelError) || error.code !== "conflict") throw error;
}

/** Tasks that were begun elsewhere, and that nobody asks about any more. */
function abandoned({ draft, state }: RunContext): EventDraft[] {
  const steps = Object.entries(state().plan?.steps ?? {});
  return steps.flatMap(([step, { status, detail }]) => {
    const call = detail?.["call"];
    if (status !== "running" || typeof call !== "string") return [];
    const about = { step, purpose: "step" as const, call, then: "fail" as const };
    return [draft("tool.unknown", { ...about, reason: taskOf(step) }, call)];
  });
}

function taskOf(step: string): string {
  return `step ${step}: its task was begun, and may go on by itself`;
}

const MOST_EVIDENCE = 200;

/** Events that show what the run claims: its met expectations, the newest if there are many, and what it cites. */
function evidenceOf({ ledger, branch }: RunContext, citations: RunAnswer["citations"]): string[] {
  const met = [...ledger.readBranch(branch, { types: ["expect.met"] })].map(({ id }) => id);
  return [...new Set([...met.slice(-MOST_EVIDENCE), ...citations.map(({ event }) => event)])];
}

/** The event that takes a used-up plan out of the state: its digest, its checks and its gaps stay. */
export function closing({ services, draft, state }: RunContext, next?: Plan) {
  const { plan } = state();
  if (!plan) return [];
  const digest = sha256(canonicalize(plan as unknown as JsonValue));
  const unproved = [...services.plans.unproved(plan, next), ...(next ? [] : plan.goal.failures)];
  return [draft("plan.closed", { digest, checks: checksOf(plan), unproved })];
}

/** A run is done only if nothing failed, all that was expected holds, and something was expected at all. Pure. */
export function verdict(
  state: RunState,
  missing: readonly string[],
  checks: number,
  isSpent = false,
): { outcome: Outcome; reason: string; lacking: string[] } {
  const steps = Object.entries(state.plan?.steps ?? {});
  const failed = steps.filter(([, step]) => step.status === "failed");
  const reasons = failed.map(([id, step]) => `step ${id}: ${step.reason}`);
  const doubts = steps.flatMap(([id, { status, detail, begun, effect, fan }]) => {
    if (status === "running" && typeof detail?.["call"] === "string") return taskOf(id);
    if (status === "running" && typeof detail?.["run"] === "string")
      return `step ${id}: run ${detail["run"]} was stopped with this one`;
    const isCut = status === "running" && !detail && !fan && begun !== null && effect !== "read";
    if (status === "answered") return `step ${id}: what it did was not checked`;
    return status === "doubt" || isCut ? doubtOf(id) : [];
  });
  const goals = state.plan?.goal.failures ?? [];
  const unmet = goals.map((failure) => `the goal's expectation does not hold: ${failure}`);
  const lacking = [...reasons, ...doubts, ...unmet, ...state.closed.unproved, ...missing];
  const end = (outcome: Outcome, reason: string) => ({ outcome, reason, lacking });
  const approvals = Object.values(state.asks).filter((ask) => ask.kind === "approval");
  if (state.stop !== null) return end("stopped", `stopped by ${state.stop.by}`);
  const denied = failed.find(([, step]) => step.fault === "denied");
  if (denied) return end("denied", `step ${denied[0]}: ${denied[1].reason}`);
  if (approvals.some(({ step, answer }) => step === null && isNo(answer))) {
    return end("denied", "the plan was not approved");
  }
  if (state.progress.stuck > 1) return end("incomplete", reasons[0] ?? "nothing came of the work");
  const budget = failed.find(([, step]) => step.fault === "budget");
  if (budget) return end("budget", budget[1].reason);
  if (isSpent) return end("budget", missing[0] ?? "the budget is used up");
  if (failed.some(([, step]) => step.fault === "error")) return end("failed", reasons[0]!);
  if (lacking.length > 0) return end("incomplete", lacking[0]!);
  if (checks > 0) return end("done", "all that was expected holds");
  lacking.push("nothing was checked: the plan has no expectation and no citation");
  return end("incomplete", lacking[0]!);
}

/** A plan may be approved in part; what was left out asks again when its turn comes. */
function isNo(answer: { readonly value: JsonValue } | null): boolean {
  return answer !== null && (answer.value === false || answer.value === null);
}

function doubtOf(step: string): string {
  return `step ${step}: whether it took effect is not known`;
}
