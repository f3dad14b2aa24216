import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { type FileMetaData, parquetMetadata, parquetSchema } from "hyparquet";
import { readColumn } from "hyparquet/src/column.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { getTreePath } from "hyparquet/src/schema.js";

import { KernelError } from "../../kernel/error.ts";
import type { SealedEvent } from "../../kernel/ledger/index.ts";
import { EVENT_COLUMN_NAMES } from "./columns.ts";
import { INDEX_KEY, parseIndex, type SegmentIndex } from "./segment-index.ts";

const compressors = { ZSTD: (bytes: Uint8Array) => new Uint8Array(Bun.zstdDecompressSync(bytes)) };
const parsers = { ...DEFAULT_PARSERS, uuidFromBytes, stringFromBytes };

/** Decoded row groups that are kept: runs of one time lie side by side and are looked at together. */
const KEPT_GROUPS = 2;

type Values = ArrayLike<unknown>;

/**
 * A segment that is read. hyparquet's own reading is asynchronous because its files may be far away; the ledger's
 * port is not, and these are here: the column decoder, which is synchronous, gets the bytes of one column chunk.
 */
export class SegmentFile {
  readonly path: string;
  readonly index: SegmentIndex;
  readonly #descriptor: number;
  readonly #metadata: FileMetaData;
  readonly #kept = new Map<number, readonly SealedEvent[]>();

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, "r");
    try {
      this.#metadata = parquetMetadata(footer(this.#descriptor));
    } catch (cause) {
      closeSync(this.#descriptor);
      throw damaged(path, cause);
    }
    const entry = this.#metadata.key_value_metadata?.find(({ key }) => key === INDEX_KEY);
    this.index = parseIndex(entry?.value, path);
  }

  /** Whether ids are stored as UUIDs or as text. */
  get hasUuids(): boolean {
    return this.#metadata.schema.some(
      ({ name, type_length: length }) => name === "id" && length === 16,
    );
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** All events of a row group, as they were sealed. */
  events(group: number): readonly SealedEvent[] {
    const events = this.#kept.get(group) ?? this.#decode(group);
    // The last used is the last to go.
    this.#kept.delete(group);
    this.#kept.set(group, events);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_GROUPS) this.#kept.delete(oldest!);
    return events;
  }

  ids(group: number): readonly string[] {
    return Array.from(this.#columns(group, ["id"])[0]!) as string[];
  }

  /** Only what a chain is made of: it can be read where other columns cannot. */
  seals(group: number): { source: string; oseq: number; hash: Uint8Array }[] {
    const [source, oseq, hash] = this.#columns(group, ["source", "oseq", "hash"]);
    return Array.from(hash as ArrayLike<Uint8Array>, (one, at) => {
      return { source: source![at] as string, oseq: Number(oseq![at]), hash: one };
    });
  }

  /** The bytes behind a hash that the index places in this row group. */
  blob(group: number, hash: string): Uint8Array | null {
    const [names, blobs] = this.#columns(group, ["blobnames", "blobs"]);
    for (let at = 0; at < names!.length; at++) {
      let from = 0;
      for (const entry of ((names![at] as string | undefined) ?? "").split(" ")) {
        const [name, size] = entry.split(":");
        const to = from + Number(size);
        if (name === hash) return (blobs![at] as Uint8Array).slice(from, to);
        from = to;
      }
    }
    return null;
  }

  #decode(group: number): SealedEvent[] {
    const [row, id, source, oseq, hlc, subject, type, version, branch, bseq, actor, ...rest] =
      this.#columns(group, EVENT_COLUMN_NAMES);
    const [onbehalfof, cause, traceparent, datahash, prevhash, hash, erased, salt, data] = rest;
    const events: SealedEvent[] = [];
    for (let at = 0; at < row!.length; at++) {
      events.push({
        row: Number(row![at]),
        id: id![at] as string,
        source: source![at] as string,
        oseq: Number(oseq![at]),
        hlc: Number(hlc![at]),
        subject: subject![at] as string,
        type: type![at] as string,
        version: version![at] as number,
        branch: branch![at] as string,
        bseq: Number(bseq![at]),
        actor: actor![at] as string,
        onbehalfof: (onbehalfof![at] as string | undefined) ?? null,
        cause: (cause![at] as string | undefined) ?? null,
        traceparent: (traceparent![at] as string | undefined) ?? null,
        datahash: datahash![at] as Uint8Array,
        prevhash: (prevhash![at] as Uint8Array | undefined) ?? events[at - 1]!.hash,
        hash: hash![at] as Uint8Array,
        erased: erased![at] as boolean,
        salt: (salt![at] as Uint8Array | undefined) ?? null,
        payload: (data![at] as string | undefined) ?? null,
      });
    }
    return events;
  }

  #columns(group: number, names: readonly string[]): Values[] {
    const { columns, num_rows: count } = this.#metadata.row_groups[group]!;
    const rows = Number(count);
    const tree = parquetSchema(this.#metadata);
    return names.map((name) => {
      const meta = columns.find((one) => one.meta_data?.path_in_schema[0] === name)?.meta_data;
      if (!meta) throw damaged(this.path, new Error(`it has no column ${name}`));
      const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
      const bytes = read(this.#descriptor, start, Number(meta.total_compressed_size));
      const schemaPath = getTreePath(tree, meta.path_in_schema);
      const { element } = schemaPath.at(-1)!;
      const decoder = { ...meta, pathInSchema: meta.path_in_schema, schemaPath, element };
      const whole = { groupStart: 0, groupRows: rows, selectStart: 0, selectEnd: rows };
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset), offset: 0 };
      try {
        const options = { parsers, compressors, utf8: false };
        const { data } = readColumn(reader, whole, { ...decoder, ...options });
        return data.length === 1 ? data[0]! : data.flatMap((page) => Array.from(page as unknown[]));
      } catch (cause) {
        throw damaged(this.path, cause);
      }
    });
  }
}

/** The end of the file with its metadata, whose length stands in its last eight bytes. */
function footer(descriptor: number): Uint8Array {
  const { size } = fstatSync(descriptor);
  const end = read(descriptor, Math.max(0, size - 8), Math.min(size, 8));
  if (end.byteLength < 8) throw new Error("it is too short");
  const length = new DataView(end.buffer, end.byteOffset).getUint32(0, true) + 8;
  if (length > size) throw new Error("its end is cut off");
  return read(descriptor, size - length, length);
}

function read(descriptor: number, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const count = readSync(descriptor, bytes, at, length - at, from + at);
    if (count === 0) throw new Error("its end is cut off");
    at += count;
  }
  return bytes;
}

function damaged(path: string, cause: unknown): KernelError {
  return new KernelError("ledger", `the archive's segment ${path} is damaged: ${String(cause)}`, {
    hint: "restore it from a backup",
    cause,
  });
}

/** Every character counts, a byte order mark at the beginning too. */
function stringFromBytes(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

function uuidFromBytes(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
