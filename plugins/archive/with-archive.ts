import { type Ledger, type LedgerOptions, openLedger } from "../../kernel/ledger/index.ts";
import { defineEventType } from "../../kernel/vocabulary.ts";
import { archiveFolder, hasSegments } from "./archive-folder.ts";
import { ArchivedLedger, type OpenArchive } from "./archived-ledger.ts";
import { ARCHIVE_EVENTS } from "./event-types.ts";

/** Opens a ledger with its archive: what `createKernel` is given. */
export async function openArchivedLedger(options: LedgerOptions): Promise<Ledger> {
  const inner = await openLedger(options);
  try {
    return await withArchive(inner, options);
  } catch (error) {
    await inner.close();
    throw error;
  }
}

/** The same ledger, of which finished runs may lie in the archive. Without one nothing is loaded or read. */
export async function withArchive(
  inner: Ledger,
  { dir, types }: Pick<LedgerOptions, "dir" | "types">,
): Promise<ArchivedLedger> {
  for (const parts of ARCHIVE_EVENTS)
    if (!types.get(parts.type)) types.register(defineEventType(parts));
  const ledger = new ArchivedLedger(inner, { dir, types }, null);
  if (hasSegments(archiveFolder(dir))) ledger.attach(await openArchive(ledger));
  return ledger;
}

/** Reads what the segments say of themselves. Parquet is loaded here, late: most homes have no archive. */
export async function openArchive({ inner, dir, types }: ArchivedLedger): Promise<OpenArchive> {
  const [{ Archive }, { ArchiveReader }] = await Promise.all([
    import("./archive.ts"),
    import("./archive-reader.ts"),
  ]);
  const isLive = (root: string) => inner.branches({ root }).length > 0;
  const archive = new Archive(archiveFolder(dir), isLive);
  return { archive, reader: new ArchiveReader(archive, types) };
}
