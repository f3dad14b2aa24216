import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { join } from "node:path";

/** One thing of a home, and how it goes into a backup. */
export interface Part {
  /** Below the home, with `/`. */
  readonly name: string;
  readonly kind: "file" | "database" | "config";
}

export interface Parts {
  /** In the order in which they are copied: whoever names something comes before what is named. */
  readonly parts: readonly Part[];
  readonly secrets: readonly string[];
  /** What nobody here knows, and with its reason in brackets what is known and not kept. */
  readonly unknown: readonly string[];
}

const TENANTS = "tenants";
/** Of a process, or of a file that is being written. */
const PASSING_IN_HOME =
  /^(?:kernel\.(?:lock|lock-journal|sock|log|log\.1)|(?:events|mcp)\.sock|http\.json|program\.json|(?:(?:home|config|http|program|secrets|tokens)\.json|secrets\.(?:age|key)|token)\.new)$/;
/** In the home, and why it goes into no backup. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  packages: "programs of servers: glassbox mcp import fetches them anew",
};
/** Of the store of programs only what sessions of runs stand at cannot be fetched or made again. */
const CHECKPOINTS = "python/checkpoints";
const CHECKPOINT = /^[0-9a-f]{64}$/;
const PROGRAMS_NOT_KEPT =
  "python (packages and warm starts of programs: glassbox python add fetches them anew)";
/** Being written, worked out again from the ledger, or true of this very ledger only. */
const PASSING_IN_TENANT = /^(?:tree\.blocks|otlp-cursor\.json(?:\.new)?)$/;
const BEING_ADDED = /^(?:archive\/\d+\.parquet\.new$|skills\/\.(?:adding|keeping)-)/;
/**
 * What such folders hold is made anew: temporary files of a restore, vectors of texts, what servers say of themselves. The
 * wire record has its own time to go, which a copy would not keep to.
 */
const PASSING_IN: Readonly<Record<string, RegExp>> = {
  restoring: /^[\da-f-]{36}\.json$/,
  wire: /^\d{13}-[\da-f]{8}\.jsonl(?:\.zst(?:\.new)?)?$/,
  manifests: /^[\w-]{1,64}\.json(?:\.new)?$/,
  index: /^vectors\.db(?:-wal|-shm|-journal)?$/,
  /** Where those work that name no folder: nothing is ever in it. */
  empty: /(?!)/,
};
/** SQLite's own, beside its database. */
const BESIDE = /-(?:wal|shm|journal)$/;
const SECRET = /\.(key|pem)$|secret|token|credential|^\.env/i;
const MAGIC = "SQLite format 3\0";

/** Looks through a home. The ledger comes first: what it names was kept before it, and goes only after it. */
export function partsOf(home: string): Parts {
  const parts: Part[] = [];
  const secrets: string[] = [];
  const unknown: string[] = [];
  const look = (name: string, depth: number): void => {
    const path = join(home, name);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (!entry || isBesideDatabase(path)) return;
    const base = name.split("/").at(-1)!;
    // A link to another disk is the home's own; where one in a skill leads is anybody's guess.
    const isFollowed = entry.isSymbolicLink() && depth <= DEEPEST_LINK && !leadsInto(path, home);
    const target = isFollowed ? statSync(path, { throwIfNoEntry: false }) : entry;
    if (SECRET.test(base) && target?.isFile()) return void secrets.push(name);
    if (target?.isDirectory())
      return readdirSync(path)
        .toSorted()
        .map((child) => `${name}/${child}`)
        .filter((child) => !BEING_ADDED.test(child.split("/").slice(2).join("/")))
        .forEach((child) => look(child, depth + 1));
    if (!target?.isFile()) return void unknown.push(name);
    parts.push({ name, kind: isDatabase(path) ? "database" : "file" });
  };
  const see = (name: string, isKnown: boolean): void => {
    if (isKnown) return look(name, 0);
    const isSecret = SECRET.test(name) && isFile(join(home, name));
    (isSecret ? secrets : unknown).push(name);
  };
  for (const name of readdirSync(home).toSorted()) {
    const reason = NOT_KEPT[name];
    if (name === "config.json" && isFile(join(home, name))) parts.push({ name, kind: "config" });
    else if (reason !== undefined) unknown.push(`${name} (${reason})`);
    else if (name === "python" && isFolder(join(home, name))) {
      const checkpoints = join(home, CHECKPOINTS);
      for (const one of isFolder(checkpoints) ? readdirSync(checkpoints).toSorted() : [])
        if (CHECKPOINT.test(one)) look(`${CHECKPOINTS}/${one}`, 2);
      if (readdirSync(join(home, name)).some((one) => one !== "checkpoints"))
        unknown.push(PROGRAMS_NOT_KEPT);
    } else if (name !== TENANTS && !PASSING_IN_HOME.test(name)) see(name, isOfHome(name));
  }
  for (const tenant of existsSync(join(home, TENANTS)) ? readdirSync(join(home, TENANTS)) : []) {
    const folder = join(home, TENANTS, tenant);
    if (!isFolder(folder)) {
      unknown.push(`${TENANTS}/${tenant}`);
      continue;
    }
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name);
      if (PASSING_IN_TENANT.test(name) || isBesideDatabase(path)) continue;
      const passing = PASSING_IN[name];
      if (!passing || !isFolder(path)) see(`${TENANTS}/${tenant}/${name}`, isOfTenant(name));
      else {
        const others = readdirSync(path).filter((one) => !passing.test(one));
        unknown.push(...others.map((one) => `${TENANTS}/${tenant}/${name}/${one}`));
      }
    }
  }
  return { parts: parts.toSorted((a, b) => rank(a) - rank(b)), secrets, unknown };
}

/** `archive`, `skills` and what lies in them. */
const DEEPEST_LINK = 1;

/** Following such a link would go round in a circle. */
function leadsInto(path: string, home: string): boolean {
  try {
    return `${realpathSync(home)}/`.startsWith(`${realpathSync(path)}/`);
  } catch {
    return false;
  }
}

/** Its stamp, and what was changed in the settings of clients. */
function isOfHome(name: string): boolean {
  return name === "home.json" || name === "connections";
}

/** The ledger, what plugins keep beside it, skills, and the archive. */
function isOfTenant(name: string): boolean {
  return name.endsWith(".db") || name === "skills" || name === "archive";
}

function rank({ name, kind }: Part): number {
  if (name.endsWith("/ledger.db")) return 0;
  return kind === "database" ? 1 : 2;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Its changes are in the copy of the database already; `trip-journal` of a person's is nobody's but theirs. */
function isBesideDatabase(path: string): boolean {
  const database = path.replace(BESIDE, "");
  return database !== path && isFile(path) && isFile(database) && isDatabase(database);
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
