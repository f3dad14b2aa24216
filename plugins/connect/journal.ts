import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";

const edit = z.object({
  v: z.literal(1),
  id: z.string().regex(/^[\w-]+$/),
  /** `connect` added one server, `import` took some out. */
  kind: z.enum(["connect", "import"]),
  client: z.string(),
  file: z.string(),
  format: z.enum(["json", "jsonc", "toml"]),
  /** Where in the file the servers stand. */
  path: z.array(z.string()),
  names: z.array(z.string()),
  /** Unix milliseconds. */
  at: z.number(),
  /** SHA-256 of the file before it, null: there was none; and after it. */
  before: z.string().nullable(),
  after: z.string(),
  /** Its folder was made for it. */
  madeFolder: z.boolean(),
});

/** One change of a client's file that we made and can take back. */
export type Edit = z.output<typeof edit>;

/** Where a home keeps them, each with the file of before. */
export function editsFolder(home: string): string {
  return join(home, "connections");
}

/** Written before the file is changed: whatever happens then, the file of before is there. */
export function keepEdit(folder: string, one: Edit, before: Uint8Array | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (before) writeFileSync(backupPath(folder, one), before, { mode: 0o600, flush: true });
  const path = join(folder, `${one.id}.json`);
  writeFileSync(`${path}.new`, `${JSON.stringify(one, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

export function dropEdit(folder: string, one: Edit): void {
  rmSync(join(folder, `${one.id}.json`), { force: true });
  rmSync(backupPath(folder, one), { force: true });
}

/** Oldest first. */
export function readEdits(folder: string): readonly Edit[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.map((name) => readEdit(join(folder, name))).toSorted((a, b) => a.at - b.at);
}

/** Settings hold tokens, and by this name a backup of the home takes the file for the secret that it is. */
function backupPath(folder: string, { id }: Edit): string {
  return join(folder, `${id}.before.secret`);
}

/** Null: there was no file. Undefined: its copy is gone, as in a home that was restored without its secrets. */
export function readBackup(folder: string, one: Edit): Uint8Array | null | undefined {
  if (one.before === null) return null;
  const path = backupPath(folder, one);
  return existsSync(path) ? readFileSync(path) : undefined;
}

function readEdit(path: string): Edit {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new KernelError("conflict", `${path} is not JSON`, { hint: "move it away" });
  }
  const { data, error } = edit.safeParse(value);
  if (data) return data;
  throw new KernelError("conflict", `${path}: ${firstIssue(error)}`, { hint: "move it away" });
}
