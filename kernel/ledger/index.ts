export { EventTypes, type EventType, type Upcaster } from "./event-types.ts";
export type { BranchRow, EventQuery, Ledger, NewBranch, Verdict } from "./port.ts";
export { openLedger, type LedgerOptions } from "./sqlite-ledger.ts";
