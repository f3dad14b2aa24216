import { chmodSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import type { HomePaths } from "./home.ts";

/** A socket address has 104 bytes on macOS and 108 on Linux, its end included. */
const LONGEST = 100;

/** Where a kernel of this home listens. */
export function listeningPath(paths: HomePaths): string {
  if (fits(paths.socket)) return paths.socket;
  const hash = new Bun.CryptoHasher("sha256").update(paths.home).digest("hex").slice(0, 16);
  const runtime = process.env["XDG_RUNTIME_DIR"];
  const folder = `glassbox-${userInfo().uid}`;
  const places = [...(runtime ? [runtime] : []), join(tmpdir(), folder), join("/tmp", folder)];
  const place = places.find((one) => fits(join(one, `glassbox-${hash}.sock`)));
  return join(place ?? join("/tmp", folder), `glassbox-${hash}.sock`);
}

/** Where a client finds it: the link that a kernel left counts, for its environment may be another one. */
export function callingPath(paths: HomePaths): string {
  if (fits(paths.socket)) return paths.socket;
  try {
    return readlinkSync(paths.socket);
  } catch {
    return listeningPath(paths);
  }
}

/** Clears the way for listening. Callers hold the lock, so whatever is there is stale. */
export function clearSocket(paths: HomePaths): string {
  const path = listeningPath(paths);
  rmSync(path, { force: true });
  if (path === paths.socket) return path;
  ownFolder(dirname(path));
  rmSync(paths.socket, { force: true });
  symlinkSync(path, paths.socket);
  return path;
}

export function removeSocket(paths: HomePaths): void {
  const path = callingPath(paths);
  rmSync(path, { force: true });
  if (path !== paths.socket) rmSync(paths.socket, { force: true });
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST;
}

/** A folder in a shared place must be ours and closed to others, or somebody else could answer in our name. */
function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entry = lstatSync(folder);
  if (!entry.isDirectory() || entry.uid !== userInfo().uid) {
    throw new KernelError("unavailable", `${folder} belongs to somebody else`, {
      hint: "set GLASSBOX_HOME to a shorter path",
    });
  }
  if ((entry.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}
