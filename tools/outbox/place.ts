import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode, Refusal } from "./refusal.ts";

/** Where an outbox keeps what. Both files lie in `outbox/`, below the root. */
export interface Place {
  readonly folder: string;
  /** One mail a line, in the order in which they went out. */
  readonly mails: string;
  readonly settings: string;
}

/** An outbox is small; a larger file is something else, or asks to be put away. */
const LARGEST_FILE = 16 * 1024 * 1024;

export function placeIn(root: string): Place {
  const folder = join(root, "outbox");
  return { folder, mails: join(folder, "outbox.jsonl"), settings: join(folder, "outbox.json") };
}

/** The text of a file of the outbox, or null when there is none. */
export async function readText(path: string): Promise<string | null> {
  let file;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw explained(error, path);
  }
  try {
    const { size } = await file.stat();
    if (size <= LARGEST_FILE) return await file.readFile("utf8");
    throw new Refusal(`${shown(path)}: has ${size} bytes, at most ${LARGEST_FILE}; put it away`);
  } finally {
    await file.close();
  }
}

/** The new text appears whole or not at all, and is on the disk when this returns. */
export async function replaceText(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw explained(error, path);
  }
  await syncFolder(dirname(path));
}

/** Makes a new name last through a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems cannot sync a folder.
    if (!["EINVAL", "ENOTSUP"].includes(errorCode(error) ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/** `outbox/outbox.jsonl`: how a path of the outbox is named to people. */
export function shown(path: string): string {
  return `outbox/${path.slice(path.lastIndexOf("/") + 1)}`;
}

/** What a person can mend, as a sentence; anything else is a bug and stays one. */
export function explained(error: unknown, path: string): Error {
  const mend = MENDS[errorCode(error) ?? ""];
  if (mend !== undefined) return new Refusal(`${shown(path)}: ${mend}`);
  return error instanceof Error ? error : new Error(String(error));
}

const MENDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no outbox here any more; make the folder outbox again",
  ELOOP: "is a symbolic link; put a file in its place",
  EISDIR: "is a folder; put a file in its place",
  EACCES: "may not be opened by this user; change its permissions",
  EROFS: "is on a read-only file system; work in another folder",
  ENOSPC: "does not fit: the disk is full; make room and send it again",
};
