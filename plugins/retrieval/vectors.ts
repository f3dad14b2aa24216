import { Database } from "bun:sqlite";
import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";

import { canonicalize, sha256 } from "../../kernel/json.ts";
import { Recent } from "./recent.ts";

/** What texts mean to an embedder, kept on disk. Nothing is lost with it: what is missing is made anew. */
export interface Vectors {
  /** In the order of the texts; undefined for what is not there. */
  get(embedder: string, texts: readonly string[]): (Float32Array | undefined)[];
  put(embedder: string, texts: readonly string[], vectors: readonly Float32Array[]): void;
  close(): void;
}

/** 384 numbers are 1.5 kB: 30 MB at most. */
const MOST_ROWS = 20_000;
/** In memory besides: those of a large home's tools and examples, 6 MB. */
const KEPT = 4_096;

/** A file that cannot be used is thrown away; where none can be written, vectors last as long as the process. */
export function openVectors(file: string, mostRows: number = MOST_ROWS): Vectors {
  let database = openDatabase(file);
  const recent = new Recent<Float32Array>(KEPT);
  /** Damage can come to light late; after it, one attempt with a new file. */
  const guarded = <T>(work: (database: Database) => T): T => {
    try {
      return work(database);
    } catch {
      database.close();
      discard(file);
      database = openDatabase(file);
      return work(database);
    }
  };
  return {
    get: (embedder, texts) =>
      guarded((db) => {
        const query = db.query<{ vector: Uint8Array }, [string]>(
          "SELECT vector FROM vectors WHERE key = ?",
        );
        return texts.map((text) => {
          const key = keyOf(embedder, text);
          const vector = recent.get(key) ?? readVector(query.get(key)?.vector);
          if (vector) recent.set(key, vector);
          return vector;
        });
      }),
    put: (embedder, texts, vectors) =>
      guarded((db) => {
        const insert = db.query("INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)");
        db.transaction(() => {
          for (const [index, text] of texts.entries()) {
            const key = keyOf(embedder, text);
            const { buffer, byteOffset, byteLength } = vectors[index]!;
            insert.run(key, new Uint8Array(buffer, byteOffset, byteLength));
            recent.set(key, vectors[index]!);
          }
          // The oldest go: what is still in use comes back at the next ranking.
          db.run(
            "DELETE FROM vectors WHERE id <= (SELECT id FROM vectors ORDER BY id DESC LIMIT 1 OFFSET ?)",
            [mostRows],
          );
        })();
      }),
    close: () => database.close(),
  };
}

function keyOf(embedder: string, text: string): string {
  return sha256(canonicalize([embedder, text]));
}

function readVector(bytes: Uint8Array | undefined): Float32Array | undefined {
  if (bytes === undefined || bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  const vector = new Float32Array(bytes.slice().buffer);
  return vector.every(Number.isFinite) ? vector : undefined;
}

function openDatabase(file: string): Database {
  try {
    return prepare(file);
  } catch {
    discard(file);
  }
  try {
    return prepare(file);
  } catch {
    return prepare(":memory:");
  }
}

function prepare(file: string): Database {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { create: true, strict: true });
  try {
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = OFF");
    database.run(
      "CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, vector BLOB NOT NULL)",
    );
    database.query("SELECT id, key, vector FROM vectors LIMIT 1").get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function discard(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"])
    try {
      rmSync(`${file}${suffix}`, { force: true, recursive: true });
    } catch {
      // What cannot be removed cannot be used either: the next step falls back to memory.
    }
}
