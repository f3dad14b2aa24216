import { KernelError } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { lifecycleOf } from "./lifecycle.ts";
import type { Program } from "./program.ts";

/** Nobody will execute a program any more: its run is over, or its step is, or stands for another call. */
export function isLeft(
  host: Host,
  { run, step, effect }: Pick<Program, "run" | "step" | "effect">,
): boolean {
  const { outcome, plan } = host.kernel().runs.state(run);
  if (outcome !== null) return true;
  const now = plan?.steps[step];
  return (
    now === undefined || now.key !== effect || now.status === "done" || now.status === "failed"
  );
}

/** Ends the run of a program's calls: nobody is asked about them any more. */
export async function stopCalls(host: Host, { child, run }: Program): Promise<void> {
  const { ledger, runs } = host.kernel();
  if (ledger.branch(child) === null || runs.state(child).outcome !== null) return;
  const stop = drafting(child)("stop.requested", { by: `run/${run}`, now: false });
  await lifecycleOf(host)
    .append(child, [stop])
    .catch((error: unknown) => {
      // It may have come to its end by itself meanwhile.
      if (!(error instanceof KernelError) || error.code !== "conflict") throw error;
    });
}
