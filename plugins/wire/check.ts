import { text } from "../../kernel/event.ts";
import type { KernelParts } from "../../kernel/host.ts";
import { verifySegment } from "../../mcp/wire/index.ts";
import type { Checked } from "../contracts/check.ts";
import { BLANKED, RELEASED, SEALED } from "./events.ts";

/** Of the plugin that makes backups, which hold no wire record: what was sealed before is not here. */
const RESTORED = "backup.restored";

type Verdict = Awaited<ReturnType<typeof verifySegment>>;

interface OnRecord {
  readonly event: string;
  readonly segment: string;
  readonly root: string;
  readonly entries: number;
  readonly blanked: number;
  /** It may be missing: it is another device's, or was let go in a backup. */
  readonly isElsewhere: boolean;
}

/**
 * Compares every segment that should be there with what was sealed. What was let go is not counted. What is let go or
 * erased meanwhile is looked at again.
 */
export async function checkSegments(
  kernel: Pick<KernelParts, "ledger">,
  dir: string,
): Promise<Checked> {
  let [held, unknown] = [0, 0];
  const faults: { event: string; what: string }[] = [];
  for (const sealed of onRecord(kernel).values()) {
    const seen = await lookedAt(kernel, dir, sealed);
    if (seen === null) continue;
    const { verdict, segment, event, isElsewhere } = seen;
    if (verdict === null) held += 1;
    else if (verdict === "missing" && isElsewhere) unknown += 1;
    else faults.push({ event, what: `the segment ${segment}: ${wordsOf(verdict)}` });
  }
  return { held, unknown, faults };
}

/** A segment as it is and as it was on record just then; null: it was let go meanwhile. */
async function lookedAt(
  kernel: Pick<KernelParts, "ledger">,
  dir: string,
  sealed: OnRecord,
): Promise<(OnRecord & { readonly verdict: Verdict }) | null> {
  let before = sealed;
  for (;;) {
    const verdict = await verifySegment(dir, before);
    if (verdict === null) return { ...before, verdict };
    const now = onRecord(kernel).get(before.segment);
    if (now === undefined) return null;
    if (isSame(before, now)) return { ...now, verdict };
    before = now;
  }
}

function isSame(before: OnRecord, now: OnRecord): boolean {
  return now.blanked === before.blanked && now.isElsewhere === before.isElsewhere;
}

/** What should be there, by segment. */
function onRecord({ ledger }: Pick<KernelParts, "ledger">): ReadonlyMap<string, OnRecord> {
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
  const own = `/${ledger.tenant}/${ledger.origin}`;
  const sealed = events.flatMap(({ id, type, data, row, source }) => {
    const segment = text(data?.["segment"]);
    if (type !== SEALED || released.has(segment)) return [];
    const isElsewhere = row < restoredAt || source !== own;
    const [root, entries] = [text(data?.["root"]), Number(data?.["entries"])];
    const made = { event: id, segment, root, entries, blanked: blanked.get(segment) ?? 0 };
    return [[segment, { ...made, isElsewhere }] as const];
  });
  return new Map(sealed);
}

function wordsOf(verdict: NonNullable<Verdict>): string {
  return verdict === "missing" ? "its file is gone, and nothing on record has let it go" : verdict;
}
