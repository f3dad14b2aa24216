import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

/** A new copy of an example: here when that can be, else in a temporary folder. The example itself stays as it is. */
export function copyExample(source: string, here = process.cwd()): string {
  const folder = newFolder(here) ?? mkdtempSync(join(tmpdir(), "glassbox-demo-"));
  cpSync(source, folder, { recursive: true });
  return folder;
}

/** A folder as it is typed from here. */
export function shownFolder(folder: string, here = process.cwd()): string {
  const place = relative(here, folder);
  return place.startsWith("..") ? folder : place;
}

/** Null where none can be made. */
function newFolder(here: string, number = 1): string | null {
  const folder = join(here, number === 1 ? "glassbox-demo" : `glassbox-demo-${number}`);
  try {
    mkdirSync(folder);
    return folder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EEXIST" ? newFolder(here, number + 1) : null;
  }
}
