import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";

import { KernelError, usage } from "../../kernel/error.ts";
import { sha256 } from "../../kernel/json.ts";

/** A file of a folder: where it is below it, and where its bytes are. */
export interface Entry {
  readonly path: string;
  readonly real: string;
  readonly size: number;
}

const MOST_FILES = 1000;
const MOST_BYTES = 50 * 1024 * 1024;
const DEEPEST = 20;

/** All files of a folder in their order; links inside it count as what they lead to. Throws what `skills add` says. */
export function listTree(folder: string): readonly Entry[] {
  const root = rootOf(folder);
  const entries: Entry[] = [];
  let bytes = 0;

  const walk = (dir: string, prefix: string, depth: number): void => {
    if (depth > DEEPEST) throw usage(`${folder} is nested more than ${DEEPEST} deep`, "flatten it");
    for (const name of readdirSync(dir).toSorted()) {
      const path = prefix + name;
      const real = inside(root, join(dir, name), path);
      const stat = statSync(real);
      if (stat.isDirectory()) {
        walk(real, `${path}/`, depth + 1);
        continue;
      }
      if (!stat.isFile())
        throw usage(`${path} is neither a file nor a folder`, "remove it from the skill");
      bytes += stat.size;
      entries.push({ path, real, size: stat.size });
      if (entries.length > MOST_FILES || bytes > MOST_BYTES) {
        throw usage(
          `${folder} has more than ${MOST_FILES} files or ${MOST_BYTES / 1024 / 1024} MiB`,
          "name the folder of the skill itself",
        );
      }
    }
  };

  try {
    walk(root, "", 0);
  } catch (error) {
    throw refusal(folder, error);
  }
  return entries;
}

export function treeHash(entries: readonly Entry[]): string {
  return sha256(
    entries.map(({ path, real }) => `${sha256(readFileSync(real))} ${path}\n`).join(""),
  );
}

function rootOf(folder: string): string {
  try {
    const root = realpathSync(folder);
    if (statSync(root).isDirectory()) return root;
  } catch (error) {
    throw refusal(folder, error);
  }
  throw usage(`${folder} is a file`, "name the folder that has the SKILL.md");
}

function inside(root: string, path: string, shown: string): string {
  const real = realpathSync(path);
  if (real.startsWith(root + sep)) return real;
  throw usage(`${shown} is a link that leads out of the folder`, "put the file itself there");
}

function refusal(folder: string, error: unknown): KernelError {
  if (error instanceof KernelError) return error;
  const { code, path = folder } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" && path === folder)
    return new KernelError("not_found", `there is no folder ${folder}`, {
      hint: "name the folder that has the SKILL.md",
    });
  if (code === "ENOENT") return usage(`${path} is a link that leads nowhere`, "remove it");
  return usage(`${path} cannot be read (${code ?? String(error)})`, `chmod -R u+rX ${folder}`);
}
