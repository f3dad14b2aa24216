import { KernelError, usage } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { drafting } from "../../kernel/run/draft.ts";
import type { OnConflict } from "../contracts/files.ts";
import { goneSince } from "./gone.ts";
import { giveBack, type GivenBack } from "./give-back.ts";
import { happenedBeside, intentsOf } from "./happened.ts";
import { assertAtRest, assertPlanned, beforeItsEnd, type Moment, momentOf } from "./moment.ts";
import { lookAgain, tell } from "./told.ts";
import { atMoment } from "./wanted.ts";

interface Wanted {
  readonly run: string;
  readonly files: boolean;
  readonly dryRun: boolean;
  readonly onConflict: OnConflict;
}

export async function rewind(host: Host, wanted: Wanted, actor: string): Promise<JsonObject> {
  const { ledger, runs } = host.kernel();
  const { files, dryRun } = wanted;
  const moment = beforeItsEnd(host, momentOf(host, wanted.run));
  assertPlanned(moment);
  const { run, label, at, head, state } = moment;
  if (state.owner && state.owner.origin !== ledger.origin)
    throw usage(`run ${run} belongs to another device`, `fork it: glassbox fork ${label}@${at}`);
  if (!dryRun) {
    assertAtRest(host, run);
    runs.leave(run, "a person has gone back in it");
  }
  const items = files ? atMoment(host, moment) : [];
  const id = runs.services.ids.event();
  const order = { kind: "rewind", of: `rewind/${id}`, actor, onConflict: wanted.onConflict };
  const { length } = ledger.branch(head)!;
  const given = files ? await giveBack(host, state.dir, items, dryRun ? null : order) : null;
  if (!dryRun) assertUnmoved(host, run, { head, length }, given);
  const branch = dryRun ? null : await openBranch(host, moment, id, actor);
  const parts = { run, label, at, from: head, leaves: length, branch, files: given };
  return parts as object as JsonObject;
}

/** Somebody may have gone on with the run while its files were given back. */
function assertUnmoved(
  host: Host,
  run: string,
  { head, length }: { readonly head: string; readonly length: number },
  given: GivenBack | null,
): void {
  const { ledger, runs } = host.kernel();
  if (runs.head(run) === head && ledger.branch(head)!.length === length) return;
  const back = given?.operation
    ? `, and glassbox undo ${given.operation} gives the files back`
    : "";
  throw new KernelError("conflict", `run ${run} has gone on meanwhile`, {
    hint: `rewind it again once it is at rest${back}`,
  });
}

/** The run goes on from that moment, on a branch of its own. */
async function openBranch(host: Host, moment: Moment, id: string, actor: string): Promise<string> {
  const { ledger, runs } = host.kernel();
  const { run, branch: from, at, state } = moment;
  const branch = runs.services.ids.short();
  const draft = drafting(run, actor, branch);
  const effects = happenedBeside(ledger, state.root, intentsOf(ledger, from, at));
  const drafts: EventDraft[] = [
    { ...draft("run.rewound", { run, from, at, by: actor, undo: false }), id },
    ...(await lookAgain(host, run, branch, state)),
    ...tell(draft, effects, goneSince(host, moment), id),
  ];
  const parent = { branch: from, at };
  await ledger.append(drafts, [{ id: branch, subject: `run/${run}`, root: state.root, parent }]);
  return branch;
}
