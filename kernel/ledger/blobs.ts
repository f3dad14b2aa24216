import type { Database } from "bun:sqlite";

/** Payloads above this many characters live beside the events, compressed and stored once. */
export const INLINE_LIMIT = 8192;

/** Content-addressed bytes: SHA-256 → zstd. */
export class Blobs {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  put(bytes: Uint8Array): Uint8Array {
    const hash = new Bun.CryptoHasher("sha256").update(bytes).digest();
    if (this.#db.query("select 1 from blobs where hash = ?").get(hash)) return hash;
    this.#db
      .query("insert into blobs(hash, size, zstd) values (?, ?, ?)")
      .run(hash, bytes.byteLength, Bun.zstdCompressSync(bytes, { level: 3 }));
    return hash;
  }

  get(hash: string): Uint8Array | null {
    const select = this.#db.query("select zstd from blobs where hash = ?");
    const row = select.get(Buffer.from(hash, "hex")) as { zstd: Uint8Array } | null;
    return row === null ? null : new Uint8Array(Bun.zstdDecompressSync(row.zstd));
  }

  /** Removes the payload blob of an erased event once no other event holds it. */
  release(hash: Uint8Array): void {
    const held = this.#db.query("select 1 from events where blob = ? and erased = 0").get(hash);
    if (!held) this.#db.query("delete from blobs where hash = ?").run(hash);
  }
}
