import type { Plugin } from "../../kernel/host.ts";
import { backupVerb } from "./backup-verb.ts";
import { RESTORED } from "./event-types.ts";

export const plugin: Plugin = {
  manifest: { name: "backup", version: "1.0.0", description: "Backups of the whole home" },
  activate(host) {
    host.eventType(RESTORED);
    host.verb(backupVerb(host));
  },
};
