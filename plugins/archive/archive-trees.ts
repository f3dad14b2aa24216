import { rmSync } from "node:fs";

import { messageOf } from "../../kernel/error.ts";
import type { SealedEvent } from "../../kernel/ledger/index.ts";
import { archiveFolder, segmentNames, segmentPath } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import { tenantDraft } from "./event-types.ts";
import type { FinishedTree } from "./finished-trees.ts";
import { letGo } from "./let-go.ts";
import { sealedSegments } from "./missing-segments.ts";
import { hashesIn } from "./segment-writer.ts";
import { openArchive } from "./with-archive.ts";
import { writeSegment } from "./write-segment.ts";

/** Enough for a good ratio, little enough to be written anew for one erasure. */
const MOST_EVENTS = 250_000;

export interface ArchivedSegment {
  readonly segment: string;
  readonly trees: number;
  readonly events: number;
  readonly bytes: number;
}

/**
 * Moves run trees into new segments: the file first, then the ledger's word that it is there, then the ledger lets go.
 * Whenever it is interrupted, each tree is in one of the two, or in both and read from one.
 */
export async function archiveTrees(
  ledger: ArchivedLedger,
  trees: readonly FinishedTree[],
): Promise<readonly ArchivedSegment[]> {
  const folder = archiveFolder(ledger.dir);
  const segments: ArchivedSegment[] = [];
  for (const part of parts(trees)) {
    const segment = nextName(ledger, folder);
    const { sha256, bytes, events } = await writeSegment(ledger, folder, segment, part);
    const roots = part.map(({ root }) => root);
    const sealed = { segment, sha256, bytes, events, trees: roots };
    try {
      await ledger.inner.append([tenantDraft(ledger, "archive.sealed", sealed)]);
    } catch (error) {
      rmSync(segmentPath(folder, segment), { force: true });
      throw error;
    }
    if (!ledger.archive) ledger.attach(await openArchive(ledger));
    else for (const root of roots) ledger.archive.hide(root);
    ledger.archive!.load(segment);
    for (const tree of part) letGo(ledger, tree);
    segments.push({ segment, trees: part.length, events, bytes });
  }
  await dropArchivedBlobs(ledger);
  return segments;
}

/** Gives the room back to the file system; the ledger is written anew for that. Null, or what kept it from it. */
export function compact({ inner }: ArchivedLedger): string | null {
  try {
    // Erasing writes the file anew, also when there is nothing to erase.
    inner.erase();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function* parts(trees: readonly FinishedTree[]): Iterable<readonly FinishedTree[]> {
  let part: FinishedTree[] = [];
  let events = 0;
  for (const tree of trees) {
    if (part.length > 0 && events + tree.events > MOST_EVENTS) {
      yield part;
      part = [];
      events = 0;
    }
    part.push(tree);
    events += tree.events;
  }
  if (part.length > 0) yield part;
}

/** A number that no segment has had, one that was lost among them. */
function nextName(ledger: ArchivedLedger, folder: string): string {
  const used = [...segmentNames(folder), ...sealedSegments(ledger)];
  const last = Math.max(0, ...used.map(Number).filter(Number.isFinite));
  return String(last + 1).padStart(6, "0");
}

/** Bytes that only archived events name are in their segments; what the ledger still names stays in it too. */
async function dropArchivedBlobs({ inner, archive }: ArchivedLedger): Promise<void> {
  const trees = [...(archive?.segments.values() ?? [])].flatMap(({ index }) => index.trees);
  const hashes = trees.flatMap(({ blobs }) => Object.keys(blobs));
  const candidates = new Set(hashes.filter((hash) => inner.getBlob(hash) !== null));
  if (candidates.size === 0) return;
  const keep = (events: Iterable<SealedEvent>) => {
    for (const { payload } of events) for (const hash of hashesIn(payload)) candidates.delete(hash);
  };
  keep(inner.sealed());
  inner.dropBlobs([...candidates]);
}
