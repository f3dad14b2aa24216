import type { Grant } from "../../kernel/fold/account.ts";
import { unavailable } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { toolKey } from "../../kernel/plan.ts";
import { leftFor } from "../../kernel/reflex/budget.ts";
import { drafting } from "../../kernel/run/draft.ts";
import type { RunView } from "../../kernel/run/context.ts";
import type { GivenGrants, Lifecycle } from "../contracts/lifecycle.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import { DRIVER } from "./driver.ts";
import type { Program } from "./program.ts";

/** Begins the run that a program's calls are steps of, or takes it up where its kernel is gone. */
export async function beginChild(host: Host, program: Program): Promise<void> {
  const { ledger, runs } = host.kernel();
  const { child, run } = program;
  const lifecycle = lifecycleOf(host);
  if (ledger.branch(child) !== null) {
    if (runs.state(child).outcome === null) await lifecycle.resume(child);
    return;
  }
  const state = runs.state(run);
  const account = runs.account(state.root);
  const left = leftFor(account, run, [...runs.services.inFlight], runs.services.clock.now());
  const amounts = Object.entries(left).map(([name, one]) => [name, one?.amount ?? null]);
  const prepared = await prepareCall(host, program);
  const isTainted =
    state.driver?.options["tainted"] === true ||
    typeof prepared === "string" ||
    prepared.tainted.length > 0;
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

/** What a person allowed for the whole run, whoever of it makes the call; not what was counted or shown call by call. */
function handedDown(grants: readonly Grant[], run: string): GivenGrants {
  return grants.flatMap(({ run: owner, expires, allows }) => {
    const open = allows.filter(
      ({ step, plan, count }) => step === null && plan === null && count === null,
    );
    if (owner !== run || open.length === 0) return [];
    const given = open.map(({ tool, args, count, undoable, step, plan, definitions }) => {
      const only = { count, undoable, step, plan, definitions };
      return { tool, args, seen: false, ...only };
    });
    return [{ allows: given, ground: `run ${run} begins it`, expires }];
  });
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

export function lifecycleOf(host: Pick<Host, "provided">): Lifecycle {
  const lifecycle = host.provided<Lifecycle>("lifecycle").get("runs");
  if (lifecycle) return lifecycle;
  throw unavailable("nothing here begins runs", "glassbox doctor names what failed");
}
