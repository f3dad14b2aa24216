import { conflict } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import type { Runs } from "../../kernel/run/runs.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { driverOf } from "./drivers.ts";
import { divergence } from "./divergence.ts";

/** Runs that are being taken up, by kernel: whoever asks meanwhile waits for the same. */
const taking = new WeakMap<Runs, Map<string, Promise<void>>>();

/** Takes up a run of this origin that nobody works on any more. A living owner's effects are never touched. */
export function resumeRun(runs: Runs, run: string): Promise<void> {
  const under = taking.get(runs) ?? new Map<string, Promise<void>>();
  taking.set(runs, under);
  const known = under.get(run);
  if (known) return known;
  const taken = takeUp(runs, run).finally(() => under.delete(run));
  under.set(run, taken);
  return taken;
}

async function takeUp(runs: Runs, run: string): Promise<void> {
  const { ledger, tools, workspace, ids } = runs.services;
  const state = runs.state(run);
  if (state.outcome !== null) throw conflict(`run ${run} is over: ${state.outcome}`);
  const standing = runs.standing(run);
  // One that is coming to rest goes on; a living owner needs nothing.
  if (standing && standing.kind !== "halted") return runs.pause(run, null);
  if (state.owner?.origin !== ledger.origin) {
    throw conflict(`run ${run} belongs to another device (${state.owner?.origin})`);
  }
  // One that only has to end needs neither its folder nor its driver, which may be gone.
  const isEnding = state.stop !== null;
  const offered = isEnding ? [] : await tools.list(workspace.open(state.dir));
  const driver = () => driverOf(runs.services, state.driver?.name ?? "");
  const found = isEnding ? null : divergence(state, driver(), offered);
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
  // The first run of the tree takes up those below it: nobody acts for a run that is not there.
  const { root } = runs.state(run);
  const { outcome: end, owner } = runs.state(root);
  // Of a fork it may be another device's, which nobody here takes up.
  const isHere = owner?.origin === runs.services.ledger.origin;
  if (end === null && isHere) await resumeRun(runs, root);
  await resumeRun(runs, run);
  // Taking it up may have been all that it needed to end.
  const { outcome } = runs.state(run);
  if (outcome !== null) throw conflict(`run ${run} is over: ${outcome}`);
  const branch = runs.head(run);
  await runs.services.ledger.append(drafts.map((draft) => ({ ...draft, branch })));
}
