import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { KernelError, usage } from "../../kernel/error.ts";
import { sha256 } from "../../kernel/json.ts";
import { parseSkillText } from "./frontmatter.ts";
import type { Found, Problem, Skill, Source } from "./skill.ts";
import { readTemplate } from "./template.ts";
import { parseYaml } from "./yaml.ts";

const LARGEST_FILE = 256 * 1024;

export interface Catalog {
  /** Every skill, by name; one of the home stands before one of the library. */
  list(): Promise<readonly Found[]>;
}

/** Reads each skill once, and again when one of its files changes. */
export function createCatalog(folders: Readonly<Record<Source, string>>): Catalog {
  const kept = new Map<string, { readonly stamp: string; readonly found: Found }>();

  async function load(source: Source, name: string): Promise<Found> {
    const path = join(folders[source], name);
    const stamp = [stampOf(join(path, "SKILL.md")), stampOf(join(path, "plan.yaml"))].join(" ");
    const known = kept.get(path);
    if (known?.stamp === stamp) return known.found;
    const found: Found = { name, source, path, ...(await attempt(() => readSkill(path, name))) };
    kept.set(path, { stamp, found });
    return found;
  }

  return {
    async list() {
      const byName = new Map<string, Found>();
      for (const source of ["library", "home"] as const) {
        for (const entry of namesIn(folders[source])) {
          if (typeof entry === "string") byName.set(entry, await load(source, entry));
          else
            byName.set(folders[source], {
              name: "skills",
              source,
              path: folders[source],
              ...entry,
            });
        }
      }
      return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** Folders that may be skills, or why that cannot be known. */
function namesIn(folder: string): (string | { problem: Problem })[] {
  try {
    return readdirSync(folder).filter(
      (name) => !name.startsWith(".") && isFolder(join(folder, name)),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    return [{ problem: unreadable(folder, error, "u+rx") }];
  }
}

/** What cannot be looked at counts: it is listed as broken rather than passed over. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

async function attempt(
  read: () => Promise<Skill>,
): Promise<{ skill: Skill } | { problem: Problem }> {
  try {
    return { skill: await read() };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    return { problem: { message: error.message, hint: error.hint ?? "" } };
  }
}

/** Reads the skill in a folder. Throws `usage` with the file and the mend. */
export async function readSkill(path: string, name: string): Promise<Skill> {
  const file = join(path, "SKILL.md");
  const content = readText(file);
  if (content === null) throw usage(`${file} is missing`, `write it, or remove the folder ${path}`);
  const text = await parseSkillText(content, file);
  if (text.name !== name)
    throw usage(
      `${file}: its name is ${text.name}, but its folder is called ${name}`,
      "give both the same name",
    );
  const planFile = join(path, "plan.yaml");
  const yaml = readText(planFile);
  const template = yaml === null ? null : readTemplate(await parseYaml(yaml, planFile), planFile);
  return { ...text, template, hash: sha256(JSON.stringify([content, yaml])) };
}

/** Null when there is no such file. */
function readText(file: string): string | null {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(file);
    if (size > LARGEST_FILE)
      throw usage(`${file} is larger than ${LARGEST_FILE / 1024} KiB`, "make it smaller");
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof KernelError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    const { message, hint } = unreadable(file, error, "u+r");
    throw usage(message, hint);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw usage(`${file} is not UTF-8`, "save it as UTF-8");
  }
}

function unreadable(path: string, error: unknown, mode: string): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const message = `${path} cannot be read (${code})`;
  return { message, hint: `chmod ${mode} ${JSON.stringify(path)}` };
}

/** Changes whenever the file does. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(file);
    return `${mtimeMs}/${ctimeMs}/${size}/${ino}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  }
}
