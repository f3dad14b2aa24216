import type { Host } from "../../kernel/host.ts";
import { lifecycleOf } from "./lifecycle.ts";
import type { Program } from "./program.ts";

type Call = Pick<Program, "run" | "step" | "effect">;

/** Nobody will execute a program any more: not its run, and none that was forked from it while it waited. */
export function isLeft(host: Host, call: Call): boolean {
  if (!isOver(host, call)) return false;
  const { ledger, runs } = host.kernel();
  const tree = ledger.branches({ root: runs.state(call.run).root });
  const ids = new Set(tree.map(({ subject }) => subject.slice("run/".length)));
  return [...ids].every((run) => isOver(host, { ...call, run }));
}

/** Its run is over, or its step is, or stands for another call. */
function isOver(host: Host, { run, step, effect }: Call): boolean {
  const { outcome, plan } = host.kernel().runs.state(run);
  if (outcome !== null) return true;
  const now = plan?.steps[step];
  return now?.key !== effect || now.status === "done" || now.status === "failed";
}

/** Ends the run of a program's calls: nobody is asked about them any more. */
export async function stopCalls(host: Host, { child, run }: Program): Promise<void> {
  const { ledger, runs } = host.kernel();
  if (ledger.branch(child) === null || runs.state(child).outcome !== null) return;
  // Not through what takes up the whole tree: a run that was taken back is at rest until somebody says so.
  await lifecycleOf(host).resume(child);
  if (runs.state(child).outcome !== null) return;
  const stop = runs.draft(child)("stop.requested", { by: `run/${run}`, now: false });
  await ledger.append([stop]);
}
