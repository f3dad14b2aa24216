import { text } from "../../kernel/event.ts";
import type { KernelParts } from "../../kernel/host.ts";
import { verifySegment } from "../../mcp/wire/index.ts";
import type { Checked } from "../contracts/check.ts";
import { BLANKED, RELEASED, SEALED } from "./events.ts";

/** Of the plugin that makes backups, which hold no wire record: what was sealed before is not here. */
const RESTORED = "backup.restored";

/** Compares every segment that should be there with what was sealed. What was let go is not counted. */
export function checkSegments({ ledger }: Pick<KernelParts, "ledger">, dir: string): Checked {
  const released = new Set<string>();
  const blanked = new Map<string, number>();
  let restoredAt = 0;
  const types = [SEALED, RELEASED, BLANKED, RESTORED];
  const events = [...ledger.query({ subject: `tenant/${ledger.tenant}`, types })];
  for (const { type, data, row } of events) {
    if (type === RESTORED) restoredAt = row;
    if (type === RELEASED)
      for (const segment of (data?.["segments"] ?? []) as readonly string[]) released.add(segment);
    if (type !== BLANKED) continue;
    const segment = text(data?.["segment"]);
    blanked.set(segment, (blanked.get(segment) ?? 0) + Number(data?.["messages"] ?? 0));
  }
  let [held, unknown] = [0, 0];
  const faults: { event: string; what: string }[] = [];
  for (const { id, type, data, row, source } of events) {
    const segment = text(data?.["segment"]);
    if (type !== SEALED || released.has(segment)) continue;
    const root = text(data?.["root"]);
    const entries = Number(data?.["entries"]);
    const sealed = { segment, root, entries, blanked: blanked.get(segment) ?? 0 };
    const verdict = verifySegment(dir, sealed);
    const isElsewhere = row < restoredAt || source !== `/${ledger.tenant}/${ledger.origin}`;
    if (verdict === null) held += 1;
    else if (verdict === "missing" && isElsewhere) unknown += 1;
    else faults.push({ event: id, what: `the segment ${segment}: ${wordsOf(verdict)}` });
  }
  return { held, unknown, faults };
}

function wordsOf(verdict: string): string {
  return verdict === "missing" ? "its file is gone, and nothing on record has let it go" : verdict;
}
