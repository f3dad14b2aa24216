import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve, sep } from "node:path";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import { isObject } from "../../kernel/json.ts";
import { copyDatabase, copyFile, syncToDisk, writeText } from "./copy.ts";
import { ledgerState } from "./ledger-state.ts";
import {
  CHECKPOINTS,
  CONTENTS,
  type Entry,
  type Manifest,
  MANIFEST,
  UNFINISHED,
} from "./manifest.ts";
import { ownCheckpoints } from "./own-checkpoints.ts";
import { type Part, partsOf } from "./parts.ts";
import { verifyBackup } from "./verify-backup.ts";
import { withhold } from "./withhold.ts";

export interface BackupOrder {
  readonly home: string;
  /** Absolute. */
  readonly to: string;
  readonly withSecrets: boolean;
  /** Folder of the signed checkpoints outside the home; null: there is none. */
  readonly checkpoints: string | null;
  readonly program: string;
}

/** Copies a home that may be at work, and looks at the copy afterwards as a restore would. */
export function writeBackup(order: BackupOrder): Manifest {
  const isNew = prepareFolder(order);
  const { to } = order;
  try {
    writeFileSync(join(to, UNFINISHED), "This backup is not complete. It can be removed.\n");
    const manifest = copyAll(order);
    const draft = join(to, `${MANIFEST}.new`);
    writeText(draft, `${JSON.stringify(manifest, null, 1)}\n`);
    renameSync(draft, join(to, MANIFEST));
    rmSync(join(to, UNFINISHED));
    syncToDisk(to);
    return verifyBackup(to);
  } catch (error) {
    for (const name of [MANIFEST, `${MANIFEST}.new`, CONTENTS, CHECKPOINTS, UNFINISHED])
      rmSync(join(to, name), { recursive: true, force: true });
    if (isNew) rmdirSync(to);
    throw backupError(error);
  }
}

/** Says whether it made the folder. */
function prepareFolder({ home, to }: BackupOrder): boolean {
  if (`${resolve(to)}${sep}`.startsWith(`${resolve(home)}${sep}`))
    throw usage(`${to} lies in the home itself`, "name a folder elsewhere, best on another disk");
  if (!existsSync(to)) {
    try {
      mkdirSync(to, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw usage(`${to} cannot be made: ${messageOf(error)}`, "name a folder that you may write");
    }
    return true;
  }
  if (!lstatSync(to).isDirectory()) throw usage(`${to} is no folder`, "name a new folder");
  const names = readdirSync(to);
  if (names.includes(MANIFEST)) throw usage(`${to} holds a backup already`, "name a new folder");
  if (names.includes(UNFINISHED))
    throw usage(`${to} holds a backup that was not completed`, "remove it, or name a new folder");
  if (names.length > 0) throw usage(`${to} is not empty`, "name a new folder");
  return false;
}

function copyAll({ home, to, withSecrets, checkpoints, program }: BackupOrder): Manifest {
  const { parts, secrets, unknown } = partsOf(home);
  const entries: Entry[] = [];
  const withheld = withSecrets ? [] : [...secrets];
  const leftOut = [...unknown];
  const copy = (part: Part) => {
    // What somebody took away meanwhile is no part of the home any more.
    if (existsSync(join(home, part.name))) entries.push(copyPart(home, to, part));
  };
  for (const part of parts) {
    if (part.kind !== "config" || withSecrets) copy(part);
    else {
      const name = `${CONTENTS}/${part.name}`;
      const taken = copyConfig(join(home, part.name), join(to, name));
      if (!taken) leftOut.push(`${part.name} (it is no JSON, so secrets in it cannot be told)`);
      else {
        withheld.push(...taken.withheld);
        entries.push({ kind: "file", name, ...taken.copied, mode: 0o600 });
      }
    }
  }
  // The ledger was copied before all else: what it had let go by then lies in segments that are newer than the list.
  const listed = new Set(parts.map(({ name }) => name));
  for (const part of partsOf(home).parts)
    if (part.name.includes("/archive/") && !listed.has(part.name)) copy(part);
  if (withSecrets) for (const name of secrets) copy({ name, kind: "file" });
  for (const name of checkpoints === null ? [] : ownCheckpoints(checkpoints, home)) {
    const copied = copyFile(join(checkpoints!, name), join(to, CHECKPOINTS, name), 0o600);
    entries.push({ kind: "file", name: `${CHECKPOINTS}/${name}`, ...copied, mode: 0o600 });
  }
  const created = new Date().toISOString();
  const head = { format: "glassbox-backup" as const, version: 1 as const, program, created, home };
  const rest = { secrets: withSecrets, withheld, leftOut, entries };
  return { ...head, tenants: tenantsIn(to, entries), ...rest };
}

function copyPart(home: string, to: string, { name: own, kind }: Part): Entry {
  const name = `${CONTENTS}/${own}`;
  const [from, target] = [join(home, own), join(to, name)];
  if (kind === "database") return { kind, name, ...copyDatabase(from, target), mode: 0o600 };
  const mode = statSync(from).mode & 0o700;
  return { kind: "file", name, ...copyFile(from, target, mode | 0o600), mode: mode | 0o600 };
}

function copyConfig(from: string, to: string) {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(from, "utf8"));
  } catch {
    return null;
  }
  if (!isObject(read)) return null;
  const { config, withheld } = withhold(read);
  return { copied: writeText(to, `${JSON.stringify(config, null, 2)}\n`), withheld };
}

/** What the copies say, which is what a restore will find. */
function tenantsIn(to: string, entries: readonly Entry[]): Manifest["tenants"] {
  const ledger = /^home\/tenants\/([^/]+)\/ledger\.db$/;
  return entries.flatMap((entry) => {
    const name = ledger.exec(entry.name)?.[1];
    if (name === undefined) return [];
    const key = `${CONTENTS}/tenants/${name}/origin.key`;
    const hasKey = entries.some((one) => one.name === key);
    return [{ name, ...ledgerState(join(to, entry.name)), hasKey }];
  });
}

function backupError(error: unknown): KernelError {
  if (error instanceof KernelError) return error;
  const isFull = /ENOSPC|disk is full/i.test(messageOf(error));
  const what = isFull ? "the disk is full" : messageOf(error);
  return new KernelError("unavailable", `the backup was not made: ${what}`, {
    hint: isFull ? "make room, or name a folder on another disk" : "nothing was left behind",
    cause: error,
  });
}
