import { millisecondsOf } from "../../../kernel/event.ts";
import type { PlanState } from "../../../kernel/fold/run-state.ts";
import type { KernelParts } from "../../../kernel/host.ts";
import { isObject } from "../../../kernel/json.ts";
import type { VerbCall } from "../../../kernel/verb.ts";
import { cannotKeep } from "./refusal.ts";

/** A run whose plan is worth keeping: it ended done, by one plan that no skill made. */
export interface ProvenRun {
  readonly run: string;
  readonly goal: string;
  readonly dir: string;
  readonly access: "read" | "write";
  /** Unix milliseconds of its start. */
  readonly at: number;
  readonly plan: PlanState;
  readonly checks: number;
  /** What its proof line says. */
  readonly proof: string;
}

/** Throws `usage` with the reason why a run cannot be kept. */
export async function provenRun(
  kernel: KernelParts,
  name: string,
  call: VerbCall,
): Promise<ProvenRun> {
  const report = await kernel.verbs.call("run.report", { run: name }, call);
  if (!isObject(report)) throw cannotKeep("it has no report", "glassbox runs ls lists runs");
  const run = String(report["run"]);
  const state = kernel.runs.state(run);
  const { outcome, closed, goal } = state;
  if (outcome !== "done") {
    const why =
      outcome === null ? "it is not over" : `it ended ${outcome}, and only done is proved`;
    throw cannotKeep(why, "glassbox runs ls shows which runs are done");
  }
  const checks = Number(report["checks"]);
  if (checks === 0) throw cannotKeep("nothing was checked", "give its plan an expectation");
  if (closed.plans > 1)
    throw cannotKeep(
      `it took ${closed.plans} plans, and the last one is not the whole way`,
      "run the goal again, and keep that run when one plan was enough",
    );
  const plan = closed.at > 0 ? kernel.runs.state(run, closed.at - 1).plan : state.plan;
  if (!plan || !goal) throw cannotKeep("its plan is not on record any more", "keep another run");
  if (plan.ground.kind === "skill")
    throw cannotKeep(
      `the skill ${plan.ground.name} made its plan`,
      `glassbox skills show ${plan.ground.name}`,
    );
  const { dir, access } = state;
  const at = millisecondsOf(state.startedAt);
  const proof = String(report["proof"] ?? "");
  return { run, goal: goal.text, dir, access, at, plan, checks, proof };
}
