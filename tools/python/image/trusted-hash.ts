import { createHash } from "node:crypto";
import { createReadStream, type BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";

interface Known {
  readonly identity: string;
  readonly hash: Promise<string>;
}

const known = new Map<string, Known>();

/**
 * SHA-256 (hex) of a file; null: there is none. A file is read once, and again when it is not the same any more:
 * the change time of a file cannot be set back by whoever writes to it, unlike its modification time.
 */
export async function trustedHash(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(missing);
  if (found === null) {
    known.delete(path);
    return null;
  }
  const identity = identityOf(found);
  const before = known.get(path);
  if (before?.identity === identity) return before.hash;
  const hash = hashFile(path);
  known.set(path, { identity, hash });
  hash.catch(() => known.delete(path));
  return hash;
}

function identityOf({ dev, ino, size, ctimeNs, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, ctimeNs, mtimeNs].join(":");
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest("hex");
}

function missing(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
