import { accessSync, constants, cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new copy of an example: here when that can be, else in a temporary folder. The example itself stays as it is. */
export function copyExample(source: string, here = process.cwd()): string {
  const folder = isWritable(here) ? newFolder(here) : mkdtempSync(join(tmpdir(), "glassbox-demo-"));
  cpSync(source, folder, { recursive: true });
  return folder;
}

function newFolder(here: string, number = 1): string {
  const folder = join(here, number === 1 ? "glassbox-demo" : `glassbox-demo-${number}`);
  try {
    mkdirSync(folder);
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return newFolder(here, number + 1);
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
