import { KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { tooDeep } from "./reflex/depth.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { shareFor } from "./share.ts";

/** Refusals of a child run that end the step instead of the run. */
const REFUSALS = new Set(["usage", "no_plan", "not_found", "budget"]);

/** The end of a step's child run, which is started or taken up first if need be; a text: why it cannot begin. */
export async function endOfChild(
  host: Host,
  context: RunContext,
  step: string,
  run: string,
  signal: AbortSignal,
): Promise<Payload<"run.finished"> | string | null> {
  const { runs, ledger } = host.kernel();
  try {
    if (ledger.branch(run) === null) await startChild(host, context, step, run);
    else if (runs.state(run).outcome === null) await lifecycleOf(host).resume(run);
  } catch (error) {
    if (error instanceof KernelError && REFUSALS.has(error.code)) return error.message;
    throw error;
  }
  for await (const event of ledger.follow({ afterRow: 0, subject: `run/${run}`, signal })) {
    if (event.type === "run.finished" && event.data) return event.data as Payload<"run.finished">;
  }
  return null;
}

/** The child shares the account of the whole tree; its own share of what is left is its budget. */
async function startChild(
  host: Host,
  context: RunContext,
  step: string,
  run: string,
): Promise<void> {
  const action = context.services.plans.action(context, step);
  if (typeof action === "string") throw usage(action);
  if (!("run" in action)) throw usage(`step ${step} starts no run`);
  const state = context.state();
  const depth = (state.parent?.depth ?? 0) + 1;
  const refusal = tooDeep(depth);
  if (refusal !== null) throw usage(refusal);
  await lifecycleOf(host).start({
    run,
    goal: action.run.goal,
    plan: action.run.plan,
    dir: state.dir,
    access: state.access,
    driver: "goal",
    // A yes was said to the plan that was shown, and not to those of runs that it starts.
    options: {
      ...state.driver?.options,
      yes: false,
      // Who planned it may have had it from there too.
      ...(state.plan?.tainted || context.services.plans.isTainted(context, step)
        ? { tainted: true }
        : {}),
    },
    budget: shareFor(context, action.run.budget),
    actor: `run/${state.run}`,
    parent: { place: { run: state.run, step, depth }, root: state.root },
    grants: () => [],
  });
  // Its parent may have been stopped in the meantime.
  const { stop } = context.state();
  if (stop === null) return;
  await lifecycleOf(host).append(run, [drafting(run)("stop.requested", stop)]);
}
