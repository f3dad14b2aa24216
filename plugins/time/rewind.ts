import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { giveBack } from "./give-back.ts";
import { happenedBeside, intentsOf } from "./happened.ts";
import { assertAtRest, assertPlanned, type Moment, momentOf } from "./moment.ts";
import { lookAgain, tell } from "./told.ts";
import { atMoment } from "./wanted.ts";

export const onConflict = z.enum(["skip", "both", "force"]).default("skip");

export function rewindVerb(host: Host) {
  return defineVerb({
    name: "run.rewind",
    description:
      "Takes a run back to one of its events: it goes on from there when it is resumed. What the world saw stays; files too, unless they are wanted back.",
    input: z.object({
      run: z.string(),
      files: z.boolean().default(false),
      dryRun: z.boolean().default(false),
      onConflict,
    }),
    output: z.custom<JsonObject>(isObject),
    scope: "person",
    async handler({ run: address, files, dryRun, onConflict: how }, call) {
      const kernel = host.kernel();
      const moment = momentOf(host, address);
      assertPlanned(moment);
      const { run, label, at, head, state } = moment;
      if (state.owner && state.owner.origin !== kernel.ledger.origin)
        throw usage(
          `run ${run} belongs to another device`,
          `fork it: glassbox fork ${label}@${at}`,
        );
      if (!dryRun) {
        assertAtRest(kernel, run);
        kernel.runs.leave(run, "a person has gone back in it");
      }
      const items = files ? atMoment(host, moment) : [];
      const id = kernel.runs.services.ids.event();
      const order = { kind: "rewind", of: `rewind/${id}`, actor: call.actor, onConflict: how };
      const given = files ? await giveBack(host, state.dir, items, dryRun ? null : order) : null;
      const branch = dryRun ? null : await openBranch(host, moment, id, call.actor);
      const leaves = kernel.ledger.branch(head)!.length;
      const parts = { run, label, at, from: head, leaves, branch, files: given };
      return parts as object as JsonObject;
    },
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
    ...tell(draft, effects, id),
  ];
  const parent = { branch: from, at };
  await ledger.append(drafts, [{ id: branch, subject: `run/${run}`, root: state.root, parent }]);
  return branch;
}
