import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { announcements } from "./announced.ts";
import { Walk } from "./walk.ts";

/** Names of what a restore puts beside its targets until it is moved into place: `.glassbox-restore-OPERATION-N`. */
export const TEMPORARY = /^\.glassbox-restore-([0-9a-f-]{36})-\d+$/;

export function temporaryName(operation: string, count: number): string {
  return `.glassbox-restore-${operation}-${count}`;
}

const list = z.object({ dir: z.string(), paths: z.array(z.string()) });

const fileOf = (tenantDir: string, operation: string) =>
  join(announcements(tenantDir), `${operation}.json`);

/**
 * Writes down which temporary files are going to be made, so that they are found if nobody lives to remove them. It does not
 * wait for the disk: after a power cut a few of them may be left, which is no reason to make every restore wait.
 */
export function announce(
  tenantDir: string,
  operation: string,
  dir: string,
  paths: readonly string[],
): void {
  mkdirSync(announcements(tenantDir), { recursive: true, mode: 0o700 });
  writeFileSync(fileOf(tenantDir, operation), JSON.stringify({ dir, paths }), { mode: 0o600 });
}

const NONE: ReadonlySet<string> = new Set();

/** Removes what is left of an operation's temporary files, and the list of them. `moved`: the ones that are known to be gone. */
export function tidy(tenantDir: string, operation: string, moved = NONE): void {
  const file = fileOf(tenantDir, operation);
  const known = readList(file);
  const left = known?.paths.filter((path) => !moved.has(path)) ?? [];
  if (known && left.length > 0) removeBelow(known.dir, operation, left);
  remove(file);
}

function readList(file: string): z.infer<typeof list> | null {
  try {
    return list.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // Torn while it was written, or not there: then no temporary file was made.
    return null;
  }
}

function removeBelow(dir: string, operation: string, paths: readonly string[]): void {
  let walk: Walk;
  try {
    walk = new Walk(dir);
  } catch {
    // The folder is gone, and they with it.
    return;
  }
  using here = walk;
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (TEMPORARY.exec(name)?.[1] !== operation) continue;
    const { at } = here.find(path);
    if (at !== null) remove(at);
  }
}

function remove(at: string): void {
  try {
    unlinkSync(at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
  }
}
