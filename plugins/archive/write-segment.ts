import { rmSync } from "node:fs";

import { KernelError, messageOf } from "../../kernel/error.ts";
import { hashEnvelope, hashPayload } from "../../kernel/ledger/envelope.ts";
import type { SealedEvent } from "../../kernel/ledger/index.ts";
import { makeFolder, putInPlace, segmentPath, UNFINISHED } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import { isUuid } from "./columns.ts";
import { SegmentFile } from "./segment-file.ts";
import { SegmentWriter, type TreeToWrite } from "./segment-writer.ts";

/** Events that are read and written before others get a turn. */
const PAGE = 1000;

export interface Written {
  readonly sha256: string;
  readonly bytes: number;
  readonly events: number;
}

/** Writes whole run trees into one new segment and reads it back. It has its name only when every event in it holds. */
export async function writeSegment(
  ledger: ArchivedLedger,
  folder: string,
  name: string,
  trees: readonly TreeToWrite[],
): Promise<Written> {
  makeFolder(folder);
  const path = segmentPath(folder, name);
  const draft = `${path}${UNFINISHED}`;
  const { sources, hasUuids } = await survey(ledger, trees);
  const blob = (hash: string) => ledger.getBlob(hash);
  const writer = new SegmentWriter(draft, { trees, hasUuids, blob });
  const branches = new Set(trees.flatMap((tree) => tree.branches.map(({ id }) => id)));
  const seals: string[] = [];
  try {
    for (const [origin, { first, last }] of sources) {
      for (let after = first - 1; after < last; after += PAGE) {
        const upTo = Math.min(last, after + PAGE);
        for (const event of ledger.inner.sealed({ origin, afterOseq: after, upTo })) {
          if (!branches.has(event.branch)) continue;
          assertHolds(event);
          writer.add(event);
          seals.push(sealOf(event));
        }
        await Bun.sleep(0);
      }
    }
    const written = writer.finish();
    await readBack(draft, seals);
    putInPlace(path);
    return { ...written, events: seals.length };
  } catch (error) {
    writer.abandon();
    rmSync(draft, { force: true });
    throw writeError(error);
  }
}

function writeError(error: unknown): KernelError {
  if (error instanceof KernelError) return error;
  const isFull = (error as { code?: string }).code === "ENOSPC";
  const what = isFull ? "the disk is full" : messageOf(error);
  return new KernelError("unavailable", `nothing was archived: ${what}`, {
    hint: isFull
      ? "make room first: the archive needs some before it gives back more"
      : "try again",
    cause: error,
  });
}

/** Where the trees' events lie in each chain. */
async function survey(ledger: ArchivedLedger, trees: readonly TreeToWrite[]) {
  const sources = new Map<string, { first: number; last: number }>();
  let hasUuids = true;
  for (const { root } of trees) {
    for (const { source, oseq, id, cause } of ledger.inner.sealed({ root })) {
      const known = sources.get(source) ?? { first: oseq, last: oseq };
      const [first, last] = [Math.min(known.first, oseq), Math.max(known.last, oseq)];
      sources.set(source, { first, last });
      hasUuids &&= isUuid(id) && isUuid(cause);
    }
    await Bun.sleep(0);
  }
  return { sources, hasUuids };
}

async function readBack(path: string, seals: readonly string[]): Promise<void> {
  const file = new SegmentFile(path);
  try {
    let at = 0;
    for (const group of file.index.groups.keys()) {
      for (const event of file.events(group)) {
        assertHolds(event);
        if (sealOf(event) !== seals[at]) throw broken(event);
        at += 1;
      }
      await Bun.sleep(0);
    }
    if (at !== seals.length) throw new KernelError("ledger", `${path} lacks events`);
    for (const { blobs } of file.index.trees)
      for (const [hash, group] of Object.entries(blobs)) assertBlob(file, group, hash);
  } finally {
    file.close();
  }
}

/** What a segment has to give back of an event. */
function sealOf({ row, hash, erased }: SealedEvent): string {
  return `${row} ${Buffer.from(hash).toString("base64")} ${String(erased)}`;
}

/** Only what verifies is archived: afterwards the segment is all there is. */
function assertHolds(event: SealedEvent): void {
  const { salt, payload, erased } = event;
  const isSealed = Buffer.compare(hashEnvelope(event), event.hash) === 0;
  const isWhole =
    erased ||
    (salt !== null &&
      payload !== null &&
      Buffer.compare(hashPayload(salt, payload), event.datahash) === 0);
  if (!isSealed || !isWhole) throw broken(event);
}

function assertBlob(file: SegmentFile, group: number, hash: string): void {
  const bytes = file.blob(group, hash);
  const found = bytes && new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  if (found !== hash) throw new KernelError("ledger", `${file.path} does not give back ${hash}`);
}

function broken({ id, branch, bseq }: SealedEvent): KernelError {
  return new KernelError("ledger", `event ${bseq} of ${branch} (${id}) does not hold`, {
    hint: "nothing was archived; glassbox verify says more",
  });
}
