import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import { cloudEventText, isDamaged } from "../cloud-event.ts";

/** Bytes of lines that a reader gets at once: what is in memory for him. */
export const MOST_BYTES = 256 * 1024;

/** `{"cursor": …, "event": …}`, one a line. */
export function feedLine(cursor: number, event: string): string {
  return `{"cursor":${cursor},"event":${event}}\n`;
}

/** What is missing without having been erased is said, not passed off as erased. */
export function eventText(event: SealedEvent): string {
  const text = cloudEventText(event);
  return isDamaged(event) ? `${text.slice(0, -1)},"damaged":true}` : text;
}

/** Lines of the first events, as many as are wanted at once, and the place after them. */
export function feedLines(events: readonly SealedEvent[], after: number) {
  const parts: string[] = [];
  let size = 0;
  let cursor = after;
  let count = 0;
  for (const event of events) {
    const line = feedLine(event.row, eventText(event));
    parts.push(line);
    size += line.length;
    cursor = event.row;
    count += 1;
    if (size >= MOST_BYTES) break;
  }
  return {
    bytes: new TextEncoder().encode(parts.join("")),
    cursor,
    isAll: count === events.length,
  };
}
