import type { Dirent, Stats } from "node:fs";
import { z } from "zod";

export const kindSchema = z.enum(["file", "directory", "symlink", "other"]);

export function kindOf(entry: Stats | Dirent): z.output<typeof kindSchema> {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "other";
}
