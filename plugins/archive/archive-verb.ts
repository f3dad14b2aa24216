import { z } from "zod";

import { conflict, KernelError } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import { defineVerb } from "../../kernel/verb.ts";
import type { Addresses } from "../contracts/addresses.ts";
import { ArchivedLedger } from "./archived-ledger.ts";
import { finishedTrees } from "./finished-trees.ts";

const tree = z.object({
  run: z.string(),
  label: z.string(),
  goal: z.string(),
  runs: z.number(),
  events: z.number(),
  endedAt: z.string(),
});

export function archiveVerb(host: Host) {
  let isBusy = false;
  return defineVerb({
    name: "runs.archive",
    description: "Moves runs that are long over into the cold archive; they stay readable.",
    input: z.object({
      olderThanSeconds: z.number().nonnegative(),
      dryRun: z.boolean().default(false),
    }),
    output: z.object({
      trees: z.array(tree),
      events: z.number(),
      segments: z.array(
        z.object({ segment: z.string(), trees: z.number(), events: z.number(), bytes: z.number() }),
      ),
      /** Why the room in the ledger's file was not given back yet; null: it was. */
      kept: z.string().nullable(),
    }),
    scope: "person",
    async handler({ olderThanSeconds, dryRun }) {
      const kernel = host.kernel();
      const ledger = archivedLedger(kernel.ledger);
      if (isBusy) throw conflict("runs are being archived already");
      const before = kernel.runs.services.clock.now() - olderThanSeconds * 1000;
      const branches = ledger.inner.branches({ subjectPrefix: "run/" });
      const found = finishedTrees(kernel, branches, before);
      const addresses = host.provided<Addresses>("addresses").get("runs");
      const trees = found.map(({ root, branches: own, events, endedAt }) => ({
        run: root,
        label: addresses?.label(root) ?? root,
        goal: kernel.runs.state(root).goal?.text ?? "",
        runs: new Set(own.map(({ subject }) => subject)).size,
        events,
        endedAt: new Date(endedAt).toISOString(),
      }));
      const events = found.reduce((sum, one) => sum + one.events, 0);
      if (dryRun || found.length === 0) return { trees, events, segments: [], kept: null };
      isBusy = true;
      try {
        // Parquet is loaded by those who archive, and by no others.
        const { archiveTrees, compact } = await import("./archive-trees.ts");
        const segments = [...(await archiveTrees(ledger, found))];
        return { trees, events, segments, kept: compact(ledger) };
      } finally {
        isBusy = false;
      }
    },
  });
}

export function archivedLedger(ledger: Ledger): ArchivedLedger {
  if (ledger instanceof ArchivedLedger) return ledger;
  throw new KernelError("unavailable", "this kernel was opened without an archive");
}
