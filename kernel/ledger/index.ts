export { EventTypes, type EventType, type Upcaster } from "./event-types.ts";
export type {
  Admission,
  BranchRow,
  EventQuery,
  Ledger,
  NewBranch,
  SealedEvent,
  SealedFilter,
} from "./port.ts";
export { openLedger, type LedgerOptions } from "./sqlite-ledger.ts";
