import { Database } from "bun:sqlite";

import { KernelError, messageOf } from "../../kernel/error.ts";

export interface HomeLock {
  release(): void;
}

/** A database that nothing refers to is collected and closed, and its lock silently gone with it. */
const held = new Set<Database>();

/**
 * The lock of one home, or null when another process has it: an open exclusive transaction, which the operating
 * system ends together with its process.
 */
export function takeLock(path: string): HomeLock | null {
  let database: Database | undefined;
  try {
    database = new Database(path, { create: true });
    database.run("pragma busy_timeout = 0");
    // Nothing is ever written, so a full disk cannot keep a kernel out.
    database.run("pragma journal_mode = off");
    database.run("begin exclusive");
  } catch (error) {
    database?.close();
    if ((error as { code?: string }).code === "SQLITE_BUSY") return null;
    throw new KernelError("unavailable", `${path} cannot be locked: ${messageOf(error)}`, {
      hint: "see that the folder is writable and the disk not full; a damaged lock file may be deleted",
      cause: error,
    });
  }
  const holder = database;
  held.add(holder);
  return {
    release() {
      if (held.delete(holder)) holder.close();
    },
  };
}
