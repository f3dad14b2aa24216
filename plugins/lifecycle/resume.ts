import { conflict } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import type { Runs } from "../../kernel/run/runs.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { driverOf } from "./drivers.ts";
import { divergence } from "./divergence.ts";

/** Takes up a run of this origin that nobody works on any more. A living owner's effects are never touched. */
export async function resumeRun(runs: Runs, run: string): Promise<void> {
  const { ledger, tools, workspace, ids } = runs.services;
  const state = runs.state(run);
  if (state.outcome !== null) throw conflict(`run ${run} is over: ${state.outcome}`);
  const standing = runs.standing(run);
  if (standing && standing.kind !== "halted") return;
  if (state.owner?.origin !== ledger.origin) {
    throw conflict(`run ${run} belongs to another device (${state.owner?.origin})`);
  }
  const offered = await tools.list(workspace.open(state.dir));
  const found = divergence(state, driverOf(runs.services, state.driver?.name ?? ""), offered);
  const claim = { origin: ledger.origin, epoch: ledger.epoch };
  const from = runs.head(run);
  if (!found) {
    await ledger.append([drafting(run, "kernel", from)("run.claimed", claim)]);
  } else {
    // What it relied on has changed: it goes on beside what it was, with all that has happened.
    const branch = ids.short();
    const draft = drafting(run, "kernel", branch);
    const diverged = { run, from, at: state.bseq, ...found };
    await ledger.append(
      [draft("run.diverged", diverged), draft("run.claimed", claim)],
      [
        {
          id: branch,
          subject: `run/${run}`,
          root: state.root,
          parent: { branch: from, at: state.bseq },
        },
      ],
    );
  }
  runs.adopt(run, offered);
}

/** Adds events from outside to a run (an answer, a stop), taking it up first if nobody works on it. */
export async function appendTo(runs: Runs, run: string, drafts: readonly EventDraft[]) {
  await resumeRun(runs, run);
  const branch = runs.head(run);
  await runs.services.ledger.append(drafts.map((draft) => ({ ...draft, branch })));
}
