import { Database } from "bun:sqlite";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

const PIECE = 1024 * 1024;

export interface Copied {
  readonly bytes: number;
  readonly sha256: string;
}

/** Copies a file, for its owner only and onto the disk; the hash is of what was read. */
export function copyFile(from: string, to: string, mode: number): Copied {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const source = openSync(from, "r");
  try {
    const target = openSync(to, "wx", mode);
    try {
      const copied = pass(source, (piece) => {
        for (let at = 0; at < piece.byteLength;) at += writeSync(target, piece, at);
      });
      fsyncSync(target);
      return copied;
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

export function hashFile(path: string): Copied {
  const source = openSync(path, "r");
  try {
    return pass(source, () => {});
  } finally {
    closeSync(source);
  }
}

/** One consistent moment of a database that others are writing to; they are not held up. */
export function copyDatabase(from: string, to: string): Copied {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const db = new Database(from, { readonly: true });
  try {
    db.run("pragma busy_timeout=10000");
    db.run("vacuum into ?", [to]);
  } finally {
    db.close();
  }
  chmodSync(to, 0o600);
  syncToDisk(to);
  return hashFile(to);
}

export function writeText(to: string, text: string): Copied {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  writeFileSync(to, text, { mode: 0o600, flag: "wx" });
  syncToDisk(to);
  return hashFile(to);
}

/** A file, or the names in a folder. */
export function syncToDisk(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function pass(source: number, take: (piece: Uint8Array) => void): Copied {
  const hash = new Bun.CryptoHasher("sha256");
  const buffer = new Uint8Array(PIECE);
  let bytes = 0;
  for (;;) {
    const count = readSync(source, buffer, 0, PIECE, null);
    if (count === 0) return { bytes, sha256: hash.digest("hex") };
    const piece = buffer.subarray(0, count);
    hash.update(piece);
    take(piece);
    bytes += count;
  }
}
