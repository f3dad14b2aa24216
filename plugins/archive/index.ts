import type { Plugin } from "../../kernel/host.ts";
import type { Boot } from "../../kernel/kernel.ts";
import type { Eraser } from "../contracts/eraser.ts";
import { archiveVerb } from "./archive-verb.ts";
import { ArchivedLedger } from "./archived-ledger.ts";
import { ARCHIVE_EVENTS, tenantDraft } from "./event-types.ts";
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

    const eraser: Eraser = {
      async erase(root, events) {
        const { ledger } = host.kernel();
        if (!(ledger instanceof ArchivedLedger)) return;
        const rewritten = ledger.archive?.erase(new Set(events.map(({ id }) => id))) ?? [];
        const notes = rewritten.map(({ segment, sha256 }) =>
          tenantDraft(ledger, "archive.rewritten", { segment, root, sha256 }),
        );
        if (notes.length > 0) await ledger.append(notes);
      },
    };
    host.provide("eraser", "archive", eraser);
  },
};
