import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";

import { messageOf, usage } from "../../kernel/error.ts";
import { sha256 } from "../../kernel/json.ts";

/** A file of somebody else's program as it lies there. */
export interface ClientFile {
  readonly path: string;
  /** Null: it is not there. */
  readonly bytes: Uint8Array | null;
  readonly text: string;
  /** SHA-256 of the bytes. */
  readonly hash: string | null;
}

export function readClientFile(path: string): ClientFile {
  if (!existsSync(path)) return { path, bytes: null, text: "", hash: null };
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw usage(`${path} cannot be read: ${messageOf(error)}`, "see whose file that is");
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { path, bytes, text, hash: sha256(bytes) };
  } catch {
    throw usage(`${path} is not UTF-8; nothing was written`, "save it as UTF-8");
  }
}

/** At once or not at all; a link stays a link, and mode and owner stay. Null takes the file away. */
export function writeClientFile(path: string, bytes: Uint8Array | null): void {
  const target = targetOf(path);
  const found = statSync(target, { throwIfNoEntry: false });
  if (found && (found.mode & 0o200) === 0)
    throw usage(`${path} is read-only; nothing was written`, `chmod u+w ${path}`);
  if (bytes === null) return rmSync(target, { force: true });
  const fresh = `${target}.glassbox-${process.pid}`;
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(fresh, bytes, { mode: 0o600, flush: true });
    if (found) chmodSync(fresh, found.mode & 0o7777);
    if (found && found.uid !== process.getuid?.()) chownSync(fresh, found.uid, found.gid);
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw usage(`${path} cannot be written: ${messageOf(error)}`, "see whose folder that is");
  }
}

/** Where a link leads, also if nothing is there yet. */
function targetOf(path: string): string {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry?.isSymbolicLink()) return path;
  if (existsSync(path)) return realpathSync(path);
  return resolve(dirname(path), readlinkSync(path));
}
