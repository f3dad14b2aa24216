import { closeSync, existsSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/** One thing of a home, and how it goes into a backup. */
export interface Part {
  /** Below the home, with `/`. */
  readonly name: string;
  readonly kind: "file" | "database" | "config" | "link";
}

export interface Parts {
  /** In the order in which they are copied: whoever names something comes before what is named. */
  readonly parts: readonly Part[];
  readonly secrets: readonly string[];
  /** What nobody here knows. */
  readonly unknown: readonly string[];
}

const TENANTS = "tenants";
/** Of a process, of a file that is being written, SQLite's own, or worked out again from the ledger. */
const PASSING = /^(kernel|events)\.|\.sock$|-(wal|shm|journal)$|\.new$|^tree\.blocks$/;
const SECRET = /\.(key|pem)$|secret|token|credential|^\.env/i;
const MAGIC = "SQLite format 3\0";

/** Looks through a home. The ledger comes first: what it names was kept before it, and goes only after it. */
export function partsOf(home: string): Parts {
  const parts: Part[] = [];
  const secrets: string[] = [];
  const unknown: string[] = [];
  const look = (name: string, isKnown: boolean): void => {
    const path = join(home, name);
    const base = name.split("/").at(-1)!;
    const entry = PASSING.test(base) ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (!entry) return;
    if (SECRET.test(base) && !entry.isDirectory()) return void secrets.push(name);
    if (entry.isSymbolicLink() && isKnown) return void parts.push({ name, kind: "link" });
    if (entry.isDirectory() && isKnown)
      return readdirSync(path)
        .toSorted()
        .forEach((child) => look(`${name}/${child}`, true));
    if (!entry.isFile() || !isKnown) return void unknown.push(name);
    parts.push({ name, kind: isDatabase(path) ? "database" : "file" });
  };
  for (const name of readdirSync(home).toSorted()) {
    if (name === "config.json") parts.push({ name, kind: "config" });
    else if (name !== TENANTS) look(name, name === "home.json");
  }
  for (const tenant of existsSync(join(home, TENANTS)) ? readdirSync(join(home, TENANTS)) : []) {
    for (const name of readdirSync(join(home, TENANTS, tenant)).toSorted())
      look(`${TENANTS}/${tenant}/${name}`, isOfTenant(name));
  }
  return { parts: parts.toSorted((a, b) => rank(a) - rank(b)), secrets, unknown };
}

/** The ledger, what plugins keep beside it, skills, and the archive. */
function isOfTenant(name: string): boolean {
  return name.endsWith(".db") || name === "skills" || name === "archive";
}

function rank({ name, kind }: Part): number {
  if (name.endsWith("/ledger.db")) return 0;
  return kind === "database" ? 1 : 2;
}

function isDatabase(path: string): boolean {
  const descriptor = openSync(path, "r");
  try {
    const head = Buffer.alloc(MAGIC.length);
    readSync(descriptor, head, 0, MAGIC.length, 0);
    return head.toString("latin1") === MAGIC;
  } finally {
    closeSync(descriptor);
  }
}
