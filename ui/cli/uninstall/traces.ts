import { existsSync, lstatSync, readdirSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

import { homePaths } from "../../socket/index.ts";
import { callingPath } from "../../socket/socket-path.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Something that the program has put on this machine. */
export interface Trace {
  readonly path: string;
  readonly what: string;
}

/** What lies outside the home and can be made again. */
export function tracesOutside(home: string, env: Environment = process.env): Trace[] {
  const cache = env["XDG_CACHE_HOME"] ?? "";
  const base = isAbsolute(cache) ? cache : join(env["HOME"] || homedir(), ".cache");
  const socket = callingPath(homePaths(home));
  const own = join(tmpdir(), `glassbox-${userInfo().uid}`);
  const kept = existsSync(own) ? readdirSync(own).filter((name) => name.startsWith("bun-")) : [];
  const fetched = [join(base, "glassbox"), ...kept.map((name) => join(own, name))];
  return [
    ...fetched.map((path) => ({ path, what: "the Bun that was fetched" })),
    ...(socket.startsWith(join(home, "/")) ? [] : [{ path: socket, what: "the kernel's socket" }]),
  ].filter(({ path }) => isThere(path));
}

/** What cannot be made again: the home itself, and the checkpoints that prove what it holds. */
export function tracesOfRuns(home: string, checkpoints: string | null): Trace[] {
  return [
    ...partsOfHome(home).map((path) => ({ path, what: "runs, ledger, settings" })),
    ...(checkpoints === null ? [] : [{ path: checkpoints, what: "signed checkpoints" }]),
  ].filter(({ path }) => isThere(path));
}

/** Names that only this program gives; whatever else lies in the folder is somebody's. */
const OURS = /^(home\.json|config\.json(\.new)?|kernel\..*|events\..*|tenants)$/;

/** The folder itself when nothing else is in it. */
function partsOfHome(home: string): string[] {
  if (!existsSync(join(home, "home.json"))) return [];
  const names = readdirSync(home);
  const own = names.filter((name) => OURS.test(name));
  return own.length === names.length ? [home] : own.map((name) => join(home, name));
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
