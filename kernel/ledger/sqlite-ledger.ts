import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { KernelError, messageOf } from "../error.ts";
import type { EventDraft, LedgerEvent } from "../event.ts";
import type { EventTypes } from "./event-types.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Admission, FollowQuery, Ledger, LedgerSnapshot, NewBranch } from "./port.ts";
import { Blobs } from "./blobs.ts";
import { Chain } from "./chain.ts";
import { attributesOf, hex } from "./envelope.ts";
import { Names } from "./names.ts";
import { Reader } from "./reader.ts";
import { Rows, SEALED_COLUMNS, type SealedRow } from "./rows.ts";
import { prepareFile } from "./schema.ts";
import { Snapshots } from "./snapshots.ts";
import { asLedgerError, Writer } from "./writer.ts";

export interface LedgerOptions {
  /** Folder of the tenant: holds `ledger.db` and `origin.key`. */
  readonly dir: string;
  readonly tenant: string;
  readonly types: EventTypes;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The public key (base64 SPKI) of a new origin; its private half stays in that folder. */
  publicKey(dir: string): Promise<string>;
}

const FOLLOW_PAGE = 500;

/** Opens the tenant's ledger for writing, which makes every earlier opening a stale one. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const db = new Database(join(options.dir, "ledger.db"), { create: true });
  try {
    prepareFile(db);
    const { origin, epoch } = openEpoch(db, options);
    const ledger = new SqliteLedger(db, options, origin, epoch);
    if (ledger.lastRow() > 0) return ledger;
    // Words come with events, so a file that has the one without the other is broken, not new.
    if (db.query("select 1 from names").get()) {
      throw new KernelError("ledger", "ledger.db has lost its events", {
        hint: "restore a backup",
      });
    }
    // The first event of a chain says who writes it and with which key.
    const data = { origin, publicKey: await options.publicKey(options.dir) };
    const subject = `tenant/${options.tenant}`;
    const stream = { subject, branch: `${subject}@${origin}`, actor: "kernel" };
    await ledger.append([{ ...stream, type: "origin.opened", data }]);
    return ledger;
  } catch (error) {
    db.close();
    throw asLedgerError(error);
  }
}

/** Its origin, made when the file is new, and the next epoch. */
function openEpoch(db: Database, { tenant, ids }: LedgerOptions) {
  const opened = db.query(
    `insert into writer(one, tenant, origin, epoch) values (1, ?, ?, 1)
     on conflict (one) do update set epoch = epoch + 1 returning origin, epoch`,
  );
  return opened.get(tenant, ids.short()) as { origin: string; epoch: number };
}

class SqliteLedger extends Reader implements Ledger {
  readonly tenant: string;
  readonly origin: string;
  readonly epoch: number;
  readonly #db: Database;
  readonly #names: Names;
  readonly #rows: Rows;
  readonly #blobs: Blobs;
  readonly #snapshots: Snapshots;
  readonly #chain: Chain;
  readonly #writer: Writer;

  constructor(db: Database, options: LedgerOptions, origin: string, epoch: number) {
    const names = new Names(db);
    const rows = new Rows(db, names, options.types);
    super(db, names, rows);
    this.tenant = options.tenant;
    this.origin = origin;
    this.epoch = epoch;
    this.#db = db;
    this.#names = names;
    this.#rows = rows;
    this.#blobs = new Blobs(db);
    this.#snapshots = new Snapshots(db, names);
    const parts = { ...options, db, names, blobs: this.#blobs, origin, epoch };
    this.#chain = new Chain(parts);
    this.#writer = new Writer({ ...parts, chain: this.#chain });
  }

  append(
    drafts: readonly EventDraft[],
    branches: readonly NewBranch[] = [],
  ): Promise<readonly LedgerEvent[]> {
    return this.#writer.append(drafts, branches);
  }

  onCommit(listener: (events: readonly LedgerEvent[]) => void): () => void {
    return this.#writer.onCommit(listener);
  }

  async *follow(query: FollowQuery): AsyncIterable<LedgerEvent> {
    let wake = () => {};
    const stop = this.onCommit(() => wake());
    const onAbort = () => wake();
    query.signal.addEventListener("abort", onAbort);
    try {
      let cursor = query.afterRow;
      while (!query.signal.aborted) {
        // Listening starts before reading, so a commit in between wakes the next round at once.
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const page = [
          ...this.query({
            afterRow: cursor,
            limit: FOLLOW_PAGE,
            ...(query.subject === undefined ? {} : { subject: query.subject }),
          }),
        ];
        for (const event of page) {
          if (query.signal.aborted) return;
          cursor = event.row;
          yield event;
        }
        if (page.length === 0) await woken;
      }
    } finally {
      stop();
      query.signal.removeEventListener("abort", onAbort);
    }
  }

  putBlob(bytes: Uint8Array): string {
    return hex(this.#writer.exclusively(() => this.#blobs.put(bytes)));
  }

  getBlob(hash: string): Uint8Array | null {
    return this.#blobs.get(hash);
  }

  dropBlobs(hashes: readonly string[]): void {
    this.#writer.exclusively(() => {
      for (const hash of hashes) this.#blobs.release(Buffer.from(hash, "hex"));
    });
  }

  saveSnapshot(branch: string, at: number, reducer: string, state: string): void {
    this.#writer.exclusively(() => this.#snapshots.save(branch, at, reducer, state));
  }

  snapshotBefore(branch: string, at: number, reducer: string): LedgerSnapshot | null {
    return this.#snapshots.before(branch, at, reducer);
  }

  erase(...ids: readonly string[]): void {
    const db = this.#db;
    this.#writer.exclusively(() => {
      for (const id of ids) {
        const row = db
          .query(
            "select e.blob, b.root from events e join branches b on b.id = branch where e.id = ?",
          )
          .get(id) as { blob: Uint8Array | null; root: number } | null;
        if (!row) continue;
        db.query(
          "update events set data = null, salt = null, blob = null, erased = 1 where id = ?",
        ).run(id);
        if (row.blob) this.#blobs.release(row.blob);
        this.#snapshots.dropTree(row.root);
      }
    }, true);
    try {
      // Pages keep copies of what once moved within them; only a new file is sure to hold none.
      db.run("vacuum");
      const log = db.query("pragma wal_checkpoint(truncate)").get() as { busy: number };
      if (log.busy) throw new Error("another process reads it");
    } catch (error) {
      const what = `erased, but its bytes are still in the file: ${messageOf(error)}`;
      const hint = "erase it again with no reader at work and as much free room as the file takes";
      throw new KernelError("ledger", what, { hint, cause: error });
    }
  }

  admit(admission: Admission): Promise<readonly LedgerEvent[]> {
    return this.#writer.append(admission.notes, [], () => this.#chain.admit(admission));
  }

  expel(root: string): void {
    const db = this.#db;
    const id = this.#names.find(root);
    if (id === null) return;
    const inTree = "branch in (select id from branches where root = ?)";
    this.#writer.exclusively(() => {
      const held = `select distinct blob from events where blob is not null and ${inTree}`;
      const blobs = db.query(held).all(id) as { blob: Uint8Array }[];
      this.#snapshots.dropTree(id);
      db.query(`delete from events where ${inTree}`).run(id);
      db.query("delete from branches where root = ?").run(id);
      for (const { blob } of blobs) this.#blobs.release(blob);
      this.#chain.reload();
    }, true);
  }

  integrity(): readonly string[] {
    const checks = this.#db.query("pragma integrity_check(10)").all();
    const found = (checks as { integrity_check: string }[]).map((one) => one.integrity_check);
    return found.filter((what) => what !== "ok");
  }

  toCloudEvent(event: LedgerEvent): Record<string, unknown> {
    const row = this.#db
      .query(`select ${SEALED_COLUMNS} from events where row = ?`)
      .get(event.row) as SealedRow;
    const payload = this.#rows.payload(row);
    return {
      ...attributesOf(this.#rows.envelope(row)),
      hash: hex(row.hash),
      ...(payload === null || row.salt === null
        ? {}
        : { salt: hex(row.salt), data: JSON.parse(payload) }),
    };
  }

  async close(): Promise<void> {
    this.#writer.close();
    try {
      this.#db.run("pragma wal_checkpoint(truncate)");
    } catch {
      // The log keeps everything that was acknowledged; the next opening reads it.
    }
    this.#db.close();
  }
}
