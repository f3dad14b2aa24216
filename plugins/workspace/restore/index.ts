import type { Host } from "../../../kernel/host.ts";
import type { Boot } from "../../../kernel/kernel.ts";
import type { Parts } from "../parts.ts";
import { RESTORE_EVENTS } from "./events.ts";
import { thisBoot } from "./machine-boot.ts";
import { Restorer, type Restores } from "./restorer.ts";

/** The part of the port `files` that changes files, and what completes at the next start what a crash left open. */
export function activateRestore(host: Host, parts: Parts): Restores {
  for (const type of RESTORE_EVENTS) host.eventType(type);
  const restores = new Restorer({ parts, boot: thisBoot(), reached: () => {} });
  const boot: Boot = async () => {
    await restores.complete();
    return () => restores.settled();
  };
  host.provide("boot", "workspace-restore", boot);
  return {
    plan: (dir, items) => restores.plan(dir, items),
    restore: (wanted, order) => restores.restore(wanted, order),
    operations: () => restores.operations(),
  };
}
