import { closeSync, openSync, readSync } from "node:fs";

import { messageOf } from "../../kernel/error.ts";
import { segmentPath } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";

const PIECE = 1024 * 1024;

/** Segments that are not what the ledger says was written last, in words: changed, or an old one was put back. */
export function changedSegments(ledger: ArchivedLedger): string[] {
  const { archive } = ledger;
  if (!archive) return [];
  const written = hashesOnRecord(ledger);
  return [...archive.segments.keys()].flatMap((name) => {
    const path = segmentPath(archive.folder, name);
    const wanted = written.get(name);
    // One that nobody knows is told of elsewhere, and one that cannot be read too.
    const isTold = archive.damaged.some((what) => what.includes(path));
    if (wanted === undefined || archive.rewriting.has(name) || isTold) return [];
    try {
      if (hashOf(path) === wanted) return [];
    } catch (error) {
      return [`the archive's segment ${path} cannot be read: ${messageOf(error)}`];
    }
    return [`the archive's segment ${path} is not the one on record: changed, or an old one`];
  });
}

/** SHA-256 of each segment as it was written last. */
function hashesOnRecord({ inner }: ArchivedLedger): Map<string, string> {
  const types = ["archive.sealed", "archive.rewritten"];
  const events = inner.query({ subject: `tenant/${inner.tenant}`, types });
  return new Map(
    Array.from(events, ({ data }) => [String(data?.["segment"]), String(data?.["sha256"])]),
  );
}

function hashOf(path: string): string {
  const hasher = new Bun.CryptoHasher("sha256");
  const bytes = new Uint8Array(PIECE);
  const file = openSync(path, "r");
  try {
    for (;;) {
      const count = readSync(file, bytes);
      if (count === 0) return hasher.digest("hex");
      hasher.update(bytes.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}
