import { lstatSync } from "node:fs";
import { join } from "node:path";

/** Is there an outbox in this folder? A symbolic link is none: it could lead out of the folder. */
export function isOutbox(root: string): boolean {
  const folder = join(root, "outbox");
  try {
    return lstatSync(folder).isDirectory() && lstatSync(join(folder, "outbox.json")).isFile();
  } catch {
    return false;
  }
}
