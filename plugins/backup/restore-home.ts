import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";

import { conflict, KernelError, messageOf, usage } from "../../kernel/error.ts";
import { copyFile, syncToDisk } from "./copy.ts";
import { giveBackCheckpoints } from "./give-back-checkpoints.ts";
import { newerEvents } from "./ledger-state.ts";
import { CONTENTS, type Manifest } from "./manifest.ts";
import { openRestored, type WriterParts } from "./open-restored.ts";
import { exchange } from "./swap.ts";
import { verifyBackup } from "./verify-backup.ts";

export interface RestoreOrder {
  /** Absolute. */
  readonly from: string;
  readonly home: string;
  /** Puts a home aside that has events which the backup has not. */
  readonly force: boolean;
  /** The lock of the home that is there; null: a kernel lives in it. */
  readonly lock: () => { release(): void } | null;
  /** Folder of the signed checkpoints of that home, by its restored configuration; null: it has none. */
  readonly checkpoints: (staged: string) => string | null;
  readonly writer: WriterParts;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where the home of before is now; null: there was none. */
  readonly aside: string | null;
  /** New writer identities, for tenants whose key the backup does not hold. */
  readonly newOrigins: readonly string[];
}

/**
 * Puts a verified backup in the place of a home. Everything is ready beside it before the two change places, so at any
 * moment the home is the old one or the restored one.
 */
export async function restoreHome(order: RestoreOrder): Promise<Restored> {
  const { from } = order;
  // Its name gets endings; a slash at its end would make them names in it.
  const home = resolve(order.home);
  const [one, other] = [from, home].map((path) => `${resolve(path)}${sep}`);
  if (one!.startsWith(other!) || other!.startsWith(one!))
    throw usage(`${from} and the home ${home} lie in each other`, "copy the backup elsewhere");
  const manifest = verifyBackup(from);
  const before = whatIsThere(home);
  const lock = before === "home" ? order.lock() : null;
  if (before === "home" && !lock) {
    throw new KernelError("conflict", `a kernel is at work in ${home}`, {
      hint: "stop its runs first; it leaves a minute after the last one",
    });
  }
  const staged = `${home}.restoring-${crypto.randomUUID().slice(0, 8)}`;
  try {
    if (before === "home") assertNothingNewer(order, manifest);
    stage(from, staged, manifest);
    const newOrigins = await openRestored(staged, manifest, order.writer);
    const checkpoints = order.checkpoints(staged);
    const aside = putInPlace(staged, home, before);
    if (checkpoints !== null) giveBackCheckpoints(from, checkpoints);
    return { manifest, aside, newOrigins };
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    throw restoreError(error, home);
  } finally {
    lock?.release();
  }
}

function whatIsThere(home: string): "nothing" | "empty" | "home" {
  if (!existsSync(home)) return "nothing";
  const names = readdirSync(home);
  if (names.length === 0) return "empty";
  if (names.includes("home.json") || names.includes("tenants")) return "home";
  throw usage(`${home} is not a Glassbox home: it holds ${names[0]}`, "set GLASSBOX_HOME");
}

function assertNothingNewer({ from, home, force }: RestoreOrder, { tenants }: Manifest): void {
  if (force) return;
  const folder = join(home, "tenants");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const ledger = join(folder, name, "ledger.db");
    if (!existsSync(ledger)) continue;
    const kept = tenants.some((tenant) => tenant.name === name);
    const newer = kept
      ? newerEvents(ledger, join(from, CONTENTS, "tenants", name, "ledger.db"))
      : Infinity;
    if (newer === 0) continue;
    const count = newer === Infinity ? "a ledger" : `${newer} events`;
    throw new KernelError("conflict", `${home} has ${count} that the backup has not`, {
      hint: "--force puts that home aside and restores",
    });
  }
}

function stage(from: string, staged: string, { entries }: Manifest): void {
  mkdirSync(staged, { mode: 0o700 });
  for (const entry of entries) {
    if (!entry.name.startsWith(`${CONTENTS}/`)) continue;
    const target = join(staged, entry.name.slice(CONTENTS.length + 1));
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const { sha256 } = copyFile(join(from, entry.name), target, entry.mode);
    chmodSync(target, entry.mode);
    if (sha256 !== entry.sha256) throw conflict(`${entry.name} changed while it was read`);
  }
}

/** Where the home of before went. */
function putInPlace(
  staged: string,
  home: string,
  before: "nothing" | "empty" | "home",
): string | null {
  const parent = dirname(home);
  if (before !== "home") {
    renameSync(staged, home);
    syncToDisk(parent);
    return null;
  }
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  const aside = `${home}.before-${time}-${staged.slice(-8)}`;
  // Named before it is the old home: what is still called `.restoring` is never the only copy of anything.
  renameSync(staged, aside);
  try {
    exchange(aside, home);
  } catch (error) {
    renameSync(aside, staged);
    throw error;
  }
  syncToDisk(parent);
  return aside;
}

function restoreError(error: unknown, home: string): KernelError {
  if (error instanceof KernelError) return error;
  const isFull = /ENOSPC|disk is full/i.test(messageOf(error));
  return new KernelError(
    "unavailable",
    `nothing was restored: ${isFull ? "the disk is full" : messageOf(error)}`,
    { hint: isFull ? `make room beside ${home}` : `${home} is as it was`, cause: error },
  );
}
