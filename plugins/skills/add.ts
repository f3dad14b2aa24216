import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import { readSkill } from "./catalog.ts";
import { type Entry, listTree, treeHash } from "./tree.ts";

/** Copies a checked skill folder into the home. Throws `usage` with the mend, and leaves the home as it was. */
export async function addSkill(
  from: string,
  skillsDir: string,
): Promise<{ name: string; path: string }> {
  if (!isAbsolute(from))
    throw usage(`the path ${JSON.stringify(from)} is not absolute`, "give the full path");
  const entries = listTree(from);
  const name = basename(from);
  await readSkill(from, name);
  const path = join(skillsDir, name);
  const present = existing(path);
  if (present !== null) {
    if (present === treeHash(entries)) return { name, path };
    throw usage(
      `there is a skill called ${name} already, and it is another one`,
      `remove ${path} first`,
    );
  }
  mkdirSync(skillsDir, { recursive: true, mode: 0o700 });
  // Copied beside its place and then put there at once: a half-copied skill is never seen.
  const draft = mkdtempSync(join(skillsDir, ".adding-"));
  try {
    copy(entries, join(draft, name));
    await readSkill(join(draft, name), name);
    renameSync(join(draft, name), path);
  } catch (error) {
    if (error instanceof KernelError) throw error;
    throw new KernelError("unavailable", `the skill could not be copied: ${messageOf(error)}`, {
      hint: `look whether ${skillsDir} can be written`,
      cause: error,
    });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return { name, path };
}

/** Null when nothing is there; "" for what cannot be compared. */
function existing(path: string): string | null {
  try {
    return treeHash(listTree(path));
  } catch (error) {
    if (error instanceof KernelError && error.code === "not_found") return null;
    return "";
  }
}

function copy(entries: readonly Entry[], to: string): void {
  mkdirSync(to);
  for (const { path, real } of entries) {
    const target = join(to, path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(real, target);
  }
}
