import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
} from "node:fs";
import { dirname, join } from "node:path";

const SUFFIX = ".parquet";
/** What follows a segment's name until it is whole. */
export const UNFINISHED = ".new";

export function archiveFolder(tenantDir: string): string {
  return join(tenantDir, "archive");
}

export function segmentPath(folder: string, name: string): string {
  return join(folder, `${name}${SUFFIX}`);
}

/** Names of the segments in a folder, oldest first. */
export function segmentNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  return names.map((name) => name.slice(0, -SUFFIX.length)).toSorted();
}

export function hasSegments(folder: string): boolean {
  return segmentNames(folder).length > 0;
}

/** Gives a finished file its name; both are on disk after it. */
export function putInPlace(path: string): void {
  renameSync(`${path}${UNFINISHED}`, path);
  syncNames(dirname(path));
}

/** Makes the folder where there is none yet; its name is on disk after it. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  syncNames(dirname(folder));
}

function syncNames(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
