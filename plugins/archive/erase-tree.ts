import type { LedgerEvent } from "../../kernel/event.ts";
import type { Archive } from "./archive.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import { eraseIn, hasPayloadOf, type Rewritten } from "./erase-in.ts";
import { tenantDraft } from "./event-types.ts";

/** An erasure that is written and does not count yet. */
export interface Erasing {
  readonly segments: readonly { readonly segment: string; readonly sha256: string }[];
  /** Puts the new segments in the old ones' places. */
  take(): void;
  drop(): void;
}

/** Writes every copy of a tree anew, beside it, without what these events say. */
export function erasing(archive: Archive, root: string, ids: ReadonlySet<string>): Erasing {
  const rewritten: [string, Rewritten][] = [];
  const drop = () => {
    for (const [name, one] of rewritten) {
      one.drop();
      archive.rewriting.delete(name);
    }
  };
  try {
    for (const name of archive.segmentsOf(root)) {
      const segment = archive.segments.get(name)!;
      if (!hasPayloadOf(segment, ids)) continue;
      rewritten.push([name, eraseIn(segment, ids)]);
      archive.rewriting.add(name);
    }
  } catch (error) {
    drop();
    throw error;
  }
  const take = () => {
    for (const [name, one] of rewritten) {
      one.take();
      archive.rewriting.delete(name);
      archive.load(name);
    }
  };
  const segments = rewritten.map(([segment, { sha256 }]) => ({ segment, sha256 }));
  return { segments, take, drop };
}

/**
 * Takes what a tree's events say out of every segment with a copy of it. The record knows the new files before they
 * count: after a kill in between the erasure is not done, and is done again.
 */
export async function eraseTree(
  ledger: ArchivedLedger,
  root: string,
  events: readonly LedgerEvent[],
): Promise<void> {
  const { archive } = ledger;
  if (!archive) return;
  const { segments, take, drop } = erasing(archive, root, new Set(events.map(({ id }) => id)));
  if (segments.length === 0) return;
  try {
    await ledger.append(
      segments.map((one) => tenantDraft(ledger, "archive.rewritten", { ...one, root })),
    );
  } catch (error) {
    drop();
    throw error;
  }
  take();
}
