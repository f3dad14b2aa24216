import { archiveFolder, segmentNames, segmentPath } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";

/** Segments that are on record and not there, or cannot be read, in words. */
export function missingSegments(ledger: ArchivedLedger): string[] {
  const folder = archiveFolder(ledger.dir);
  const there = new Set(segmentNames(folder));
  const lost = [...sealedSegments(ledger)].filter((name) => !there.has(name));
  const gone = lost.map((name) => `the archive's segment ${segmentPath(folder, name)} is missing`);
  return [...gone, ...(ledger.archive?.damaged ?? [])];
}

/** Names of the segments that the ledger says it has written: on the tenant's stream, where only its own kernels write. */
export function sealedSegments({ inner }: ArchivedLedger): Set<string> {
  const events = inner.query({ subject: `tenant/${inner.tenant}`, types: ["archive.sealed"] });
  return new Set(Array.from(events, ({ data }) => String(data?.["segment"])));
}
