import { realpathSync, statSync } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { errorCode, explain, quote, Refusal } from "./refusal.ts";

/** The one directory that a server may touch. */
export interface Root {
  /** Absolute, as the host named it: callers may use this form too. */
  readonly named: string;
  /** Without symbolic links: what every path is measured against. */
  readonly real: string;
}

/** A path of a call that was found to stay inside the root. */
export interface Located {
  readonly argument: string;
  /** Relative to the root, with `/`: the form of every answer. */
  readonly path: string;
  /** Absolute, without symbolic links. What is named need not exist. */
  readonly real: string;
}

export function openRoot(directory: string): Root {
  const named = resolve(directory);
  if (!statSync(named, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`root: ${quote(directory)} is not a directory; name one that exists`);
  return { named, real: realpathSync(named) };
}

/** Follows symbolic links to the end; refuses what leaves the root. */
export async function locate(root: Root, argument: string, path: string): Promise<Located> {
  const relative = toRelative(root, argument, path);
  const real = await resolveLinks(join(root.real, relative), argument, relative);
  return guard(root, { argument, path: relative || ".", real });
}

/** Like `locate`, but a symbolic link at the end stands for itself: what moves and deletes act on. */
export async function locateEntry(root: Root, argument: string, path: string): Promise<Located> {
  const followed = await locateLinkTarget(root, argument, path);
  if (followed.path === ".")
    throw new Refusal(`${argument}: "." is the root itself; name something inside it`);
  const absolute = join(root.real, followed.path);
  const parent = await resolveLinks(dirname(absolute), argument, followed.path);
  return guard(root, { argument, path: followed.path, real: join(parent, basename(absolute)) });
}

/** A link that leads nowhere may still be moved or deleted; one that leads out of the root may not. */
async function locateLinkTarget(root: Root, argument: string, path: string): Promise<Located> {
  const relative = toRelative(root, argument, path);
  const absolute = join(root.real, relative);
  const real = await realpath(absolute).catch(() => undefined);
  return guard(root, { argument, path: relative || ".", real: real ?? absolute });
}

function guard(root: Root, located: Located): Located {
  if (isInside(root.real, located.real)) return located;
  throw new Refusal(
    `${located.argument}: ${quote(located.path)} is a symbolic link out of the root; ` +
      "name a path inside the root",
  );
}

export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** `a/b` for `./a//b/` and for an absolute path inside the root; the empty string for the root. */
function toRelative(root: Root, argument: string, path: string): string {
  if (path === "") throw new Refusal(`${argument}: is empty; give a path relative to the root`);
  if (path.includes("\0"))
    throw new Refusal(`${argument}: ${quote(path)} holds a NUL byte; leave it out`);
  if (!path.isWellFormed())
    throw new Refusal(`${argument}: ${quote(path)} holds half a surrogate pair; mend the text`);
  if (path.split("/").includes(".."))
    throw new Refusal(`${argument}: ${quote(path)} holds ".."; give a path relative to the root`);
  const within = isAbsolute(path) ? stripRoot(root, argument, path) : path;
  return within
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}

function stripRoot(root: Root, argument: string, path: string): string {
  const absolute = resolve(path);
  for (const base of [root.named, root.real])
    if (isInside(base, absolute)) return absolute.slice(base.length);
  throw new Refusal(
    `${argument}: ${quote(path)} is outside the root; give a path relative to the root`,
  );
}

/** The real path of the nearest ancestor that exists, with the names that do not exist yet behind it. */
async function resolveLinks(absolute: string, argument: string, path: string): Promise<string> {
  try {
    return await realpath(absolute);
  } catch (error) {
    const code = errorCode(error);
    if (code !== "ENOENT" && code !== "ENOTDIR") throw explain(error, argument, path);
  }
  if (await isLink(absolute))
    throw new Refusal(
      `${argument}: ${quote(path)} is a symbolic link that leads nowhere; ` +
        "delete the link or name its target",
    );
  const parent = await resolveLinks(dirname(absolute), argument, path);
  return join(parent, basename(absolute));
}

async function isLink(absolute: string): Promise<boolean> {
  return (await lstat(absolute).catch(() => undefined))?.isSymbolicLink() ?? false;
}
