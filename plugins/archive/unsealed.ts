import type { FoldEvent, LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { attributesOf, hex } from "../../kernel/ledger/envelope.ts";
import type { EventTypes, SealedEvent } from "../../kernel/ledger/index.ts";

/** The newest form of an archived event that a fold needs. */
export function foldEventOf(event: SealedEvent, types: EventTypes): FoldEvent {
  const { id, type, hlc, branch, bseq, actor, payload, version: stored } = event;
  const written = parsed(payload);
  const { data, version } =
    written === null ? { data: null, version: stored } : types.upcast(type, stored, written);
  return { id, type, version, data, hlc, branch, bseq, actor };
}

export function ledgerEventOf(event: SealedEvent, types: EventTypes): LedgerEvent {
  const { source, subject, version, oseq, onbehalfof, cause, traceparent, row } = event;
  const rest = { source, subject, storedVersion: version, oseq, onbehalfof, cause, traceparent };
  return { ...foldEventOf(event, types), ...rest, row };
}

export function cloudEventOf(event: SealedEvent): Record<string, unknown> {
  const { salt } = event;
  const data = parsed(event.payload);
  const open = salt === null || data === null ? {} : { salt: hex(salt), data };
  return { ...attributesOf(event), hash: hex(event.hash), ...open };
}

/** Null: it was erased, or is damaged, as in the ledger itself; which of them, `verify` says. */
function parsed(payload: string | null): JsonObject | null {
  try {
    return payload === null ? null : (JSON.parse(payload) as JsonObject);
  } catch {
    return null;
  }
}
