import { z } from "zod";

import { usage } from "../../../kernel/error.ts";
import type { Host, KernelParts } from "../../../kernel/host.ts";
import { defineVerb, type Verb } from "../../../kernel/verb.ts";
import { findRun } from "../names.ts";
import { assertOver, eraseTree, treeOf } from "./erasure.ts";

export function eraseVerb(host: Host): Verb {
  return defineVerb({
    name: "runs.erase",
    description:
      "Removes for good what a run, its children and its forks said and kept; the chain stays and still verifies.",
    input: z.object({ run: z.string(), dryRun: z.boolean().default(false) }),
    output: z.object({
      run: z.string(),
      /** The run with its children and forks. */
      runs: z.array(z.string()),
      events: z.number(),
      isErased: z.boolean(),
    }),
    scope: "person",
    async handler({ run: name, dryRun }, call) {
      const kernel = host.kernel();
      const run = findAnyRun(kernel, name);
      const root = kernel.ledger.branch(run)?.root ?? run;
      if (root !== run) {
        throw usage(
          `run ${run} shares its history with ${root}: they can only be erased together`,
          `glassbox runs rm ${root} --erase`,
        );
      }
      const tree = treeOf(kernel, root);
      assertOver(kernel, tree);
      const { runs } = tree;
      const events = tree.events.filter(({ data }) => data !== null).length;
      if (!dryRun) await eraseTree(host, tree, call.actor);
      return { run, runs: [...runs], events, isErased: !dryRun };
    },
  });
}

/** Also one that was taken off the lists, by its whole id. */
function findAnyRun(kernel: KernelParts, name: string): string {
  const isRun = kernel.ledger.branch(name)?.subject === `run/${name}`;
  return isRun ? name : findRun(kernel, name);
}
