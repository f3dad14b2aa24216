import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { archiveFolder, segmentPath, UNFINISHED } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import { letGo } from "./let-go.ts";
import { missingSegments, sealedSegments } from "./missing-segments.ts";

/**
 * Finishes what a kernel that died was at: a segment on record takes its trees over, one that is not is given up while
 * the ledger has all that is in it. Answers with what a person should know.
 */
export function settle(ledger: ArchivedLedger): readonly string[] {
  const folder = archiveFolder(ledger.dir);
  if (!existsSync(folder)) return missingSegments(ledger);
  for (const name of readdirSync(folder))
    if (name.endsWith(UNFINISHED)) rmSync(join(folder, name), { force: true });
  const { archive } = ledger;
  if (!archive) return missingSegments(ledger);
  const onRecord = sealedSegments(ledger);
  const notes: string[] = [];
  for (const [name, { index }] of new Map(archive.segments)) {
    const live = index.trees.filter(({ root }) => ledger.inner.branches({ root }).length > 0);
    if (onRecord.has(name)) {
      for (const tree of live)
        if (archive.segmentsOf(tree.root).at(-1) === name) letGo(ledger, tree);
    } else if (live.length === index.trees.length) {
      archive.unload(name);
      rmSync(segmentPath(folder, name), { force: true });
    } else {
      notes.push(
        `the archive's segment ${name} is not on record, and holds runs that the ledger has not`,
      );
    }
  }
  return [...notes, ...missingSegments(ledger)];
}
