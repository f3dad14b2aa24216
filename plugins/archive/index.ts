import type { Plugin } from "../../kernel/host.ts";
import type { Boot } from "../../kernel/kernel.ts";
import type { Eraser } from "../contracts/eraser.ts";
import { archiveVerb } from "./archive-verb.ts";
import { ArchivedLedger } from "./archived-ledger.ts";
import { ARCHIVE_EVENTS } from "./event-types.ts";
import { settle } from "./settle.ts";

export const plugin: Plugin = {
  manifest: { name: "archive", version: "1.0.0", description: "Cold archive of finished runs" },
  activate(host) {
    for (const parts of ARCHIVE_EVENTS) host.eventType(parts);
    host.verb(archiveVerb(host));

    const boot: Boot = async () => {
      const { ledger } = host.kernel();
      if (!(ledger instanceof ArchivedLedger)) return;
      for (const note of settle(ledger)) console.error(`glassbox: ${note}`);
    };
    host.provide("boot", "archive", boot);

    // One at a time: two of the same segment would each bring back what the other takes out.
    let last: Promise<void> = Promise.resolve();
    const eraser: Eraser = {
      erase(root, events) {
        const { ledger } = host.kernel();
        if (!(ledger instanceof ArchivedLedger)) return Promise.resolve();
        const next = last.then(async () => {
          const { eraseTree } = await import("./erase-tree.ts");
          return eraseTree(ledger, root, events);
        });
        last = next.catch(() => {});
        return next;
      },
    };
    host.provide("eraser", "archive", eraser);
  },
};
