import type { Host } from "../../../kernel/host.ts";
import type { Boot } from "../../../kernel/kernel.ts";
import { announced } from "./announced.ts";
import { RESTORE_EVENTS } from "./events.ts";
import { pending } from "./journal.ts";
import type { Restorer } from "./restorer.ts";

/** Completes at the next start what a crash left open. `restorer`: made at its first use; `made`: null before that. */
export function activateRestore(
  host: Host,
  restorer: () => Restorer,
  made: () => Restorer | null,
): void {
  for (const type of RESTORE_EVENTS) host.eventType(type);
  const boot: Boot = async () => {
    const { ledger } = host.kernel();
    const isOpen = pending({ ledger: () => ledger }).length > 0;
    if (isOpen || announced(host.tenantDir).length > 0) await restorer().complete();
    return async () => made()?.settled();
  };
  host.provide("boot", "workspace-restore", boot);
}
