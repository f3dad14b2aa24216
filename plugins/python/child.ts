import type { Host } from "../../kernel/host.ts";
import { toolKey } from "../../kernel/plan.ts";
import { leftFor } from "../../kernel/reflex/budget.ts";
import { drafting } from "../../kernel/run/draft.ts";
import type { RunView } from "../../kernel/run/context.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import { DRIVER } from "./driver.ts";
import { handedDown, takeBack } from "./grants.ts";
import { lifecycleOf } from "./lifecycle.ts";
import type { Program } from "./program.ts";

/** Begins the run that a program's calls are steps of, or takes it up where its kernel is gone. */
export async function beginChild(host: Host, program: Program): Promise<void> {
  const { ledger, runs } = host.kernel();
  const { child, run } = program;
  const lifecycle = lifecycleOf(host);
  if (ledger.branch(child) !== null) {
    if (runs.state(child).outcome === null) await lifecycle.resume(child);
    return takeBack(host, program);
  }
  const state = runs.state(run);
  const account = runs.account(state.root);
  const left = leftFor(account, run, [...runs.services.inFlight], runs.services.clock.now());
  const amounts = Object.entries(left).map(([name, one]) => [name, one?.amount ?? null]);
  const prepared = await prepareCall(host, program);
  const isTainted = typeof prepared === "string" || prepared.tainted.length > 0;
  await lifecycle.start({
    run: child,
    goal: `The calls of the program in step ${program.step} of run ${run}`,
    dir: state.dir,
    access: state.access,
    driver: DRIVER,
    // What a yes was said to is the plan with the program, and not what the program calls.
    options: { effect: program.effect, yes: false, ...(isTainted ? { tainted: true } : {}) },
    budget: Object.fromEntries(amounts),
    actor: `run/${run}`,
    parent: {
      place: { run, step: program.step, depth: (state.parent?.depth ?? 0) + 1 },
      root: state.root,
    },
    grants: () => handedDown(account.grants, run),
  });
  // It may have been stopped in the meantime.
  const { stop } = runs.state(run);
  if (stop !== null)
    await lifecycle.append(child, [drafting(child)("stop.requested", stop)]).catch(() => {});
}

/** The call of a program's step as its run would make it now; a text: why it cannot. */
export async function prepareCall(
  host: Host,
  { run, step, dir }: Pick<Program, "run" | "step" | "dir">,
): Promise<PreparedCall | string> {
  const { ledger, runs } = host.kernel();
  const tools = new Map((await host.needs("tools").list(dir)).map((one) => [toolKey(one), one]));
  const view: RunView = {
    branch: runs.head(run),
    ledger,
    tools,
    state: () => runs.state(run),
  };
  const { plan } = view.state();
  if (!plan?.steps[step]) return `run ${run} has no step ${step} any more`;
  return host.needs("plans").prepare(view, step);
}
