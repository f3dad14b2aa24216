import type { Database } from "bun:sqlite";

import { KernelError } from "../error.ts";
import type { FoldEvent, LedgerEvent } from "../event.ts";
import type { EventTypes } from "./event-types.ts";
import type { JsonObject } from "../json.ts";
import type { Envelope } from "./envelope.ts";
import type { Names } from "./names.ts";
import type { SealedEvent } from "./port.ts";

export interface EventRow {
  row: number;
  id: string;
  origin: number;
  oseq: number;
  hlc: number;
  subject: number;
  type: number;
  version: number;
  branch: number;
  bseq: number;
  actor: number;
  onbehalfof: number | null;
  cause: string | null;
  traceparent: string | null;
  data: string | null;
  blob: Uint8Array | null;
  erased: number;
}

export interface SealedRow extends EventRow {
  salt: Uint8Array | null;
  datahash: Uint8Array;
  prevhash: Uint8Array;
  hash: Uint8Array;
}

export const FOLD_COLUMNS = "id, type, version, hlc, branch, bseq, actor, data, blob, erased";
/** What a view needs; the hashes are read only by `verify` and the export. */
export const EVENT_COLUMNS =
  "row, id, origin, oseq, hlc, subject, type, version, branch, bseq, actor, onbehalfof, cause, traceparent, data, blob, erased";
export const SEALED_COLUMNS = `${EVENT_COLUMNS}, salt, datahash, prevhash, hash`;

/** Turns rows into events: names, blobs and upcasters applied. */
export class Rows {
  readonly #db: Database;
  readonly #names: Names;
  readonly #types: EventTypes;

  constructor(db: Database, names: Names, types: EventTypes) {
    this.#db = db;
    this.#names = names;
    this.#types = types;
  }

  foldEvent(row: EventRow): FoldEvent {
    const names = this.#names;
    const type = names.text(row.type);
    const payload = row.data !== null && row.erased === 0 ? row.data : this.payload(row);
    let data = payload === null ? null : (JSON.parse(payload) as JsonObject);
    let { version } = row;
    const known = this.#types.get(type);
    // Hardly any event is of an older version, and folds read very many.
    if (data !== null && known && version < known.version) {
      ({ data, version } = this.#types.upcast(type, version, data));
    }
    return {
      id: row.id,
      type,
      version,
      data,
      hlc: row.hlc,
      branch: names.text(row.branch),
      bseq: row.bseq,
      actor: names.text(row.actor),
    };
  }

  event(row: EventRow): LedgerEvent {
    const names = this.#names;
    return {
      ...this.foldEvent(row),
      source: names.text(row.origin),
      subject: names.text(row.subject),
      storedVersion: row.version,
      oseq: row.oseq,
      onbehalfof: row.onbehalfof === null ? null : names.text(row.onbehalfof),
      cause: row.cause,
      traceparent: row.traceparent,
      row: row.row,
    };
  }

  envelope(row: SealedRow): Envelope {
    const names = this.#names;
    return {
      ...row,
      source: names.text(row.origin),
      subject: names.text(row.subject),
      type: names.text(row.type),
      branch: names.text(row.branch),
      actor: names.text(row.actor),
      onbehalfof: row.onbehalfof === null ? null : names.text(row.onbehalfof),
    };
  }

  sealed(row: SealedRow): SealedEvent {
    const { row: place, hash, salt } = row;
    const event = { ...this.envelope(row), row: place, hash, salt, erased: row.erased === 1 };
    try {
      return { ...event, payload: this.payload(row) };
    } catch {
      // What is missing or damaged is for the reader to judge.
      return { ...event, payload: null };
    }
  }

  /** The canonical payload text as it was hashed; null once erased. */
  payload(row: EventRow): string | null {
    if (row.erased) return null;
    if (row.data !== null) return row.data;
    const found = this.#db.query("select zstd from blobs where hash = ?").get(row.blob) as {
      zstd: Uint8Array;
    } | null;
    if (!found)
      throw new KernelError("ledger", `the payload of event ${row.id} is missing from the ledger`);
    return Buffer.from(Bun.zstdDecompressSync(found.zstd)).toString();
  }
}
