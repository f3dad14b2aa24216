import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Sink } from "../network/transport.ts";
import { listOrNone } from "./image-file.ts";

/** A file that lies in the store under its own hash. */
export interface StoredFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export function wheelPath(store: string, sha256: string, fileName: string): string {
  return join(folderOf(store), `${sha256}${extname(fileName)}`);
}

/** What the bytes were that a file held when it was hashed; another identity is hashed again. */
const hashed = new Map<string, { readonly identity: string; readonly sha256: string }>();

/** Whether the file in the store still is what its name says; each file is hashed once in a process. */
export async function isIntact(path: string, sha256: string): Promise<boolean> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  if (found === null || !found.isFile()) return false;
  const identity = [found.dev, found.ino, found.size, found.ctimeNs].join(":");
  const known = hashed.get(path);
  if (known?.identity === identity) return known.sha256 === sha256;
  const actual = await hashFile(path);
  hashed.set(path, { identity, sha256: actual });
  return actual === sha256;
}

async function hashFile(path: string): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of createReadStream(path)) hasher.update(chunk);
  return hasher.digest("hex");
}

/** Thrown before anything is stored. */
export class WrongHash extends Error {
  override readonly name = "WrongHash";
  readonly actual: string;

  constructor(actual: string) {
    super(`SHA-256 ${actual}`);
    this.actual = actual;
  }
}

/** Takes bytes into the store, under their hash, which must be `sha256` unless nobody knows it. */
export function createSink(
  store: string,
  fileName: string,
  sha256: string | null,
  progress: (bytes: number, total: number | null) => void,
): Sink<StoredFile> {
  const fresh = join(folderOf(store), `${crypto.randomUUID()}.part`);
  const hasher = new Bun.CryptoHasher("sha256");
  let handle: FileHandle | null = null;
  let bytes = 0;
  let total: number | null = null;
  return {
    async start(expected) {
      await mkdir(folderOf(store), { recursive: true });
      handle = await open(fresh, "wx", 0o644);
      total = expected;
      progress(0, total);
    },
    async write(chunk) {
      hasher.update(chunk);
      await handle?.writeFile(chunk);
      bytes += chunk.length;
      progress(bytes, total);
    },
    async end() {
      const actual = hasher.digest("hex");
      if (sha256 !== null && actual !== sha256) throw new WrongHash(actual);
      await handle?.sync();
      await handle?.close();
      handle = null;
      const path = wheelPath(store, actual, fileName);
      await rename(fresh, path);
      return { path, sha256: actual, bytes };
    },
    async discard() {
      await handle?.close();
      handle = null;
      await rm(fresh, { force: true });
    },
  };
}

/** Removes what no image names, and what a crash has left. */
export async function sweep(store: string, kept: ReadonlySet<string>): Promise<void> {
  for (const file of await listOrNone(folderOf(store))) {
    if (!kept.has(file)) await rm(join(folderOf(store), file), { force: true });
  }
}

function folderOf(store: string): string {
  return join(store, "wheels");
}
