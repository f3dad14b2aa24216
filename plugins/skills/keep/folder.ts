import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { KernelError, messageOf } from "../../../kernel/error.ts";
import type { SkillFiles } from "./skill-files.ts";

export const FILES = ["SKILL.md", "plan.yaml"] as const;

/** What stands in a skill's folder now; null for a file that is not there. */
export function presentFile(folder: string, file: (typeof FILES)[number]): string | null {
  try {
    return readFileSync(join(folder, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unwritable(folder, error);
  }
}

/** Puts the two files of a skill in their place, each whole; other files of the folder stay. */
export function writeSkill(skillsDir: string, name: string, files: SkillFiles): void {
  const folder = join(skillsDir, name);
  let draft: string | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // In the same file system, so that each file is put in its place at once.
    draft = mkdtempSync(join(skillsDir, ".keeping-"));
    for (const file of FILES) writeFileSync(join(draft, file), files[file]);
    for (const file of FILES) renameSync(join(draft, file), join(folder, file));
  } catch (error) {
    throw unwritable(folder, error);
  } finally {
    if (draft !== null) rmSync(draft, { recursive: true, force: true });
  }
}

function unwritable(folder: string, error: unknown): KernelError {
  return new KernelError("unavailable", `the skill could not be kept: ${messageOf(error)}`, {
    hint: `look whether ${folder} can be written`,
    cause: error,
  });
}
