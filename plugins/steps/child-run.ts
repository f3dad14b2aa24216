import { usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

const MAX_DEPTH = 5;
const NO_BUDGET = { steps: null, seconds: null, tokens: null, usd: null };

/** Starts a run for a step. It shares the account of the whole tree, so a child has no budget of its own. */
export function startChild(
  host: Host,
  context: RunContext,
  step: string,
  action: { readonly goal: string; readonly plan?: JsonObject | undefined },
): Promise<string> {
  const state = context.state();
  const depth = (state.parent?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH)
    throw usage(`runs may start runs ${MAX_DEPTH} deep, no deeper`, "do it in fewer levels");
  return host.kernel().runs.start({
    goal: action.goal,
    plan: action.plan,
    dir: state.dir,
    access: state.access,
    driver: "goal",
    budget: NO_BUDGET,
    actor: `run/${state.run}`,
    parent: { place: { run: state.run, step, depth }, root: state.root },
    grants: () => [],
  });
}

/** Resolves with the end of a run; takes it up first if its kernel is gone. */
export async function endOfChild(
  host: Host,
  context: RunContext,
  run: string,
  signal: AbortSignal,
): Promise<Payload<"run.finished"> | null> {
  const { runs } = host.kernel();
  if (runs.standing(run) === null && runs.state(run).outcome === null) await runs.resume(run);
  for await (const event of context.services.ledger.follow({
    afterRow: 0,
    subject: `run/${run}`,
    signal,
  })) {
    if (event.type === "run.finished" && event.data) return event.data as Payload<"run.finished">;
  }
  return null;
}
