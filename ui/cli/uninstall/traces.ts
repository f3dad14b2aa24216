import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";

import { isObject } from "../../../kernel/json.ts";
import { homePaths } from "../../socket/index.ts";
import { eventPaths } from "../../socket/events-path.ts";
import { callingPath } from "../../socket/socket-path.ts";
import { CACHE, HOME } from "./known.ts";
import { type Spare, type Step, survey } from "./survey.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Something on this machine, for people. */
export interface Trace {
  readonly path: string;
  readonly what: string;
}

/** What the program has put somewhere, and what else is there. */
export interface Traces {
  /** In this order. */
  readonly steps: readonly Step[];
  readonly goes: readonly Trace[];
  /** Not ours. */
  readonly stays: readonly Trace[];
}

export const NONE: Traces = { steps: [], goes: [], stays: [] };

export function together(all: readonly Traces[]): Traces {
  return {
    steps: all.flatMap(({ steps }) => steps),
    goes: all.flatMap(({ goes }) => goes),
    stays: all.flatMap(({ stays }) => stays),
  };
}

/** What lies outside the home and can be made again. */
export function tracesOutside(home: string, env: Environment = process.env): Traces {
  const cache = env["XDG_CACHE_HOME"] ?? "";
  const base = isAbsolute(cache) ? cache : join(env["HOME"] || homedir(), ".cache");
  const own = join(tmpdir(), `glassbox-${userInfo().uid}`);
  const folders = [join(base, "glassbox"), ...(isOwnFolder(own) ? [own] : [])].filter(isFolder);
  const fetched = folders.map((folder) => survey(folder, CACHE, sparing(home)));
  const sockets = socketsOutside(home);
  return {
    steps: [
      ...sockets.map((path) => ({ path, is: "file" as const })),
      ...fetched.flatMap(({ steps }) => steps),
    ],
    goes: [
      ...sockets.map((path) => ({ path, what: "the kernel's socket" })),
      ...fetched.flatMap(({ shown }) =>
        shown.map((path) => ({ path, what: "the Bun that was fetched" })),
      ),
    ],
    stays: [],
  };
}

/** The home itself, also where it is reached by a link: what it holds is removed first, then the link. */
export function tracesOfHome(home: string): Traces {
  if (!isHome(home)) return NONE;
  const real = realpathSync(home);
  const { steps, shown, stays, led } = survey(real, HOME, () => false);
  const link: Step[] = lstatSync(home).isSymbolicLink() ? [{ path: home, is: "file" }] : [];
  const inside = (path: string) => path.startsWith(join(real, sep));
  const sockets = socketsOutside(home).map((path) => realpathSync(path));
  const elsewhere = led.filter((path) => !inside(path) && !sockets.includes(path));
  return {
    steps: [...steps, ...link],
    goes: [
      ...shown.map((path) => ({ path, what: "runs, ledger, settings" })),
      ...link.map(({ path }) => ({ path, what: "the link to it" })),
    ],
    stays: [
      ...stays.map((path) => ({ path, what: "not ours" })),
      ...elsewhere.map((path) => ({ path, what: "where a link in the home leads" })),
      ...[...new Set([home, real])].flatMap(copiesOf),
    ],
  };
}

/** Does the folder hold a home? Its stamp says so. */
export function isHome(home: string): boolean {
  try {
    const stamp: unknown = JSON.parse(readFileSync(homePaths(home).stamp, "utf8"));
    return isObject(stamp) && Number.isInteger(stamp["version"]);
  } catch {
    return false;
  }
}

/** Homes of before that a restore or a newer version has put beside this one: nobody deletes these but a person. */
function copiesOf(home: string): Trace[] {
  const copy = /^\.(?:before-\d{8}-\d{6}-[0-9a-f]{8}|restoring-[0-9a-f]{8}|v\d+(?:\.\d+)?)$/;
  const [folder, name] = [dirname(home), basename(home)];
  const copies = readdirSync(folder).filter(
    (one) => one.startsWith(`${name}.`) && copy.test(one.slice(name.length)),
  );
  return copies.map((one) => ({ path: join(folder, one), what: "the home of before" }));
}

function socketsOutside(home: string): string[] {
  const paths = homePaths(home);
  const found = [callingPath(paths), callingPath(eventPaths(paths))];
  return found.filter((path) => {
    // A link says where it is, and a link may say anything.
    const isOurs = /^glassbox-[0-9a-f]{16}\.sock$/.test(basename(path));
    return isOurs && lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true;
  });
}

/** Is it the home, or does the home lie in it? */
function sparing(home: string): Spare {
  const homes = [resolve(home), ...(existsSync(home) ? [realpathSync(home)] : [])];
  return (path) =>
    [resolve(path), realpathSync(path)].some((one) =>
      homes.some((spared) => join(spared, sep).startsWith(join(one, sep))),
    );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** In a place that others write to, too, a folder of this name may be somebody's trap. */
function isOwnFolder(path: string): boolean {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  return entry?.isDirectory() === true && entry.uid === userInfo().uid;
}
