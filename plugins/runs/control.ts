import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { claimFor } from "./claim.ts";
import { assertAtRest, assertHere, assertOpen } from "./elsewhere.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { findRun, labelOf, runIds } from "./names.ts";
import { standingOf } from "./report.ts";
import { unfinishedBelow } from "./tree.ts";

const named = z.object({ run: z.string() });

export function controlVerbs(host: Host) {
  return [
    defineVerb({
      name: "run.stop",
      description:
        "Stops a run once what is under way has been heard out; now: cancels and abandons that too.",
      input: named.extend({ now: z.boolean().default(false) }),
      output: named,
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = findRun(kernel, input.run);
        assertOpen(kernel, run);
        // What a run has begun ends with it, in one transaction: nobody sees a child fail and its parent go on.
        const all = [run, ...unfinishedBelow(kernel, run)];
        const stop = { by: call.actor, now: input.now };
        await kernel.ledger.append(
          all.flatMap((one) => [
            ...claimFor(kernel, one),
            kernel.runs.draft(one, call.actor)("stop.requested", stop),
          ]),
        );
        // Only then is an interrupted one taken up: it does nothing more but end.
        for (const one of all) await lifecycleOf(host).resume(one);
        return { run };
      },
    }),
    defineVerb({
      name: "run.pause",
      description: "Lets a run come to rest where it can be resumed: nothing new is begun.",
      input: named,
      output: named,
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = findRun(kernel, input.run);
        const reason = `${call.actor} interrupted the run`;
        for (const one of [...unfinishedBelow(kernel, run), run]) kernel.runs.pause(one, reason);
        return { run };
      },
    }),
    defineVerb({
      name: "run.resume",
      description: "Goes on with a run whose kernel stopped; without a name, with the last one.",
      input: z.object({ run: z.string().optional() }),
      output: z.object({ run: z.string(), label: z.string() }),
      scope: "write",
      async handler(input) {
        const kernel = host.kernel();
        const open = runIds(kernel).filter((run) =>
          ["interrupted", "halted"].includes(standingOf(kernel, run)),
        );
        // A run takes up those that it began.
        const isRoot = (run: string) => kernel.runs.state(run).parent === null;
        const last = open.findLast(isRoot) ?? open.at(-1);
        if (input.run === undefined && last === undefined) {
          throw new KernelError("not_found", "no run was interrupted", {
            hint: "glassbox status shows what is open",
          });
        }
        const run = input.run === undefined ? last! : findRun(kernel, input.run);
        assertHere(kernel, run);
        await lifecycleOf(host).resume(run);
        return { run, label: labelOf(kernel, run) };
      },
    }),
    defineVerb({
      name: "runs.remove",
      description:
        "Takes a run off the lists that is over or belongs to another device; its events stay in the chain.",
      input: named,
      output: named,
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const { ledger } = kernel;
        const run = findRun(kernel, input.run);
        assertAtRest(kernel, run);
        const tenant = `tenant/${ledger.tenant}`;
        const branch = `${tenant}@${ledger.origin}`;
        await ledger.append([
          { subject: tenant, branch, type: "run.removed", actor: call.actor, data: { run } },
        ]);
        return { run };
      },
    }),
  ];
}
