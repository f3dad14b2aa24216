import type { LedgerEvent } from "../../kernel/event.ts";

/** Forgets what a plugin holds of erased runs outside the ledger's events. Provided as `eraser`. */
export interface Eraser {
  /** Called before the payloads themselves go. `events` are all events of the run tree. */
  erase(root: string, events: readonly LedgerEvent[]): Promise<void>;
}
