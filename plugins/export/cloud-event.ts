import { attributesOf, hex } from "../../kernel/ledger/envelope.ts";
import type { SealedEvent } from "../../kernel/ledger/index.ts";

/** The payload is gone although nobody erased it: what would leave the machine is not what was written. */
export function isDamaged({ payload, erased }: SealedEvent): boolean {
  return payload === null && !erased;
}

/** An event as it leaves the machine, in one line. The payload is written as it was hashed, byte for byte. */
export function cloudEventText(event: SealedEvent): string {
  const head = JSON.stringify({ ...attributesOf(event), hash: hex(event.hash) });
  if (event.payload === null || event.salt === null) return head;
  return `${head.slice(0, -1)},"salt":"${hex(event.salt)}","data":${event.payload}}`;
}
