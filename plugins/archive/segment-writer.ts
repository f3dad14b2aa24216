import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

import { ByteWriter, ParquetWriter } from "hyparquet-writer";

import type { BranchRow, SealedEvent } from "../../kernel/ledger/index.ts";
import { columnData, segmentSchema } from "./columns.ts";
import { INDEX_KEY, type SegmentGroup, type SegmentTree } from "./segment-index.ts";

/** Large enough to compress well, small enough to be decoded for one run. */
const GROUP_EVENTS = 2048;
const GROUP_BYTES = 4 * 1024 * 1024;
/** Written once and read rarely. */
const LEVEL = 12;

export interface TreeToWrite {
  readonly root: string;
  readonly branches: readonly BranchRow[];
}

interface SegmentParts {
  readonly trees: readonly TreeToWrite[];
  readonly hasUuids: boolean;
  /** The bytes behind a hash that a payload names; null: it names nothing that is kept here. */
  readonly blob: (hash: string) => Uint8Array | null;
}

interface TreeUnderWay extends Omit<SegmentTree, "firstRow" | "branches"> {
  firstRow: number;
  readonly branches: BranchRow[];
}

type Row = Readonly<Record<string, unknown>>;

/** Writes one Parquet file of events that come in (origin, `oseq`) order. The file is on disk when `finish` returns. */
export class SegmentWriter {
  readonly #file: FileBytes;
  readonly #parquet: ParquetWriter;
  readonly #trees = new Map<string, TreeUnderWay>();
  readonly #treeOf = new Map<string, TreeUnderWay>();
  readonly #blob: SegmentParts["blob"];
  readonly #groups: SegmentGroup[] = [];
  #rows: Row[] = [];
  #events: SealedEvent[] = [];
  #bytes = 0;

  constructor(path: string, { trees, hasUuids, blob }: SegmentParts) {
    this.#file = new FileBytes(path);
    this.#blob = blob;
    this.#parquet = new ParquetWriter({
      writer: this.#file,
      schema: segmentSchema(hasUuids),
      codec: "ZSTD",
      compressors: { ZSTD: (bytes) => Bun.zstdCompressSync(bytes, { level: LEVEL }) },
      createdBy: "glassbox",
    });
    for (const { root, branches } of trees) {
      const tree = { root, events: 0, firstRow: 0, groups: [], branches: [...branches], blobs: {} };
      this.#trees.set(root, tree);
      for (const { id } of branches) this.#treeOf.set(id, tree);
    }
  }

  add(event: SealedEvent): void {
    const tree = this.#treeOf.get(event.branch);
    if (!tree) throw new Error(`event ${event.id} is of no tree of this segment`);
    const before = this.#events.at(-1);
    const follows = before?.source === event.source && before.oseq + 1 === event.oseq;
    const prevhash = follows && same(before.hash, event.prevhash) ? null : event.prevhash;
    const blobs = this.#newBlobs(tree, event.payload);
    const names = blobs.map(([hash, bytes]) => `${hash}:${bytes.byteLength}`);
    this.#rows.push({
      ...event,
      prevhash,
      data: event.payload,
      blobnames: names.length === 0 ? null : names.join(" "),
      blobs: blobs.length === 0 ? null : Buffer.concat(blobs.map(([, bytes]) => bytes)),
    });
    this.#events.push(event);
    const group = this.#groups.length;
    if (tree.groups.at(-1) !== group) tree.groups.push(group);
    if (tree.events === 0 || event.row < tree.firstRow) tree.firstRow = event.row;
    tree.events += 1;
    for (const [hash, bytes] of blobs) {
      tree.blobs[hash] = group;
      this.#bytes += bytes.byteLength;
    }
    this.#bytes += event.payload?.length ?? 0;
    if (this.#events.length >= GROUP_EVENTS || this.#bytes >= GROUP_BYTES) this.#writeGroup();
  }

  finish(): { readonly sha256: string; readonly bytes: number } {
    this.#writeGroup();
    const index = { version: 1, trees: [...this.#trees.values()], groups: this.#groups };
    this.#parquet.kvMetadata = [{ key: INDEX_KEY, value: JSON.stringify(index) }];
    void this.#parquet.finish();
    return this.#file.end();
  }

  /** Lets go of the file, which is worth nothing then. */
  abandon(): void {
    this.#file.close();
  }

  /** Each tree has its own copy of what it names, so that one can be erased without the others. */
  #newBlobs(tree: TreeUnderWay, payload: string | null): [string, Uint8Array][] {
    const found: [string, Uint8Array][] = [];
    for (const hash of new Set(hashesIn(payload))) {
      if (hash in tree.blobs) continue;
      const bytes = this.#blob(hash);
      if (bytes) found.push([hash, bytes]);
    }
    return found;
  }

  #writeGroup(): void {
    const events = this.#events;
    if (events.length === 0) return;
    const sources: Record<string, [number, number]> = {};
    for (const { source, oseq } of events) sources[source] = [sources[source]?.[0] ?? oseq, oseq];
    const rows = events.map(({ row }) => row);
    const ids = events.map(({ id }) => id).toSorted();
    this.#groups.push({
      events: events.length,
      types: [...new Set(events.map(({ type }) => type))],
      rows: [Math.min(...rows), Math.max(...rows)],
      ids: [ids[0]!, ids.at(-1)!],
      sources,
    });
    void this.#parquet.write({ columnData: columnData(this.#rows), rowGroupSize: GROUP_EVENTS });
    this.#rows = [];
    this.#events = [];
    this.#bytes = 0;
  }
}

const HASH = /[0-9a-f]{64}/g;

export function hashesIn(payload: string | null): readonly string[] {
  return payload?.match(HASH) ?? [];
}

/** A file that is written from its beginning to its end, hashed on the way. */
class FileBytes extends ByteWriter {
  readonly #descriptor: number;
  readonly #hash = new Bun.CryptoHasher("sha256");
  #isOpen = true;

  constructor(path: string) {
    super(GROUP_BYTES);
    this.#descriptor = openSync(path, "wx", 0o600);
  }

  flush(): void {
    let bytes = this.getBytes();
    this.#hash.update(bytes);
    while (bytes.byteLength > 0) bytes = bytes.subarray(writeSync(this.#descriptor, bytes));
    this.index = 0;
  }

  end(): { sha256: string; bytes: number } {
    this.flush();
    fsyncSync(this.#descriptor);
    this.close();
    return { sha256: this.#hash.digest("hex"), bytes: this.offset };
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
