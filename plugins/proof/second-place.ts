import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

import type { Host } from "../../kernel/host.ts";
import { isObject } from "../../kernel/json.ts";

const SUFFIX = ".checkpoints";
const HOME_DIGITS = 12;

/**
 * Where checkpoints are kept outside the home: a folder of its own, `NAME-DIGEST` of the home's path, with one append-only
 * file for each origin. It lies in the folder that the configuration names, which may serve several homes, else in
 * `$XDG_STATE_HOME/glassbox`. Null: the configuration says `none`.
 */
export function secondPlace(
  { home, config }: Pick<Host, "home" | "config">,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const { proof } = config();
  const wanted = isObject(proof) ? proof["checkpoints"] : undefined;
  if (wanted === "none") return null;
  const path = resolve(home);
  const digest = new Bun.CryptoHasher("sha256").update(path).digest("hex").slice(0, HOME_DIGITS);
  // A home is often called `.glassbox`, and a folder should not hide for that.
  const name = `${basename(path).replace(/^\.+/, "") || "home"}-${digest}`;
  if (typeof wanted === "string") return join(resolve(home, wanted), name);
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state");
  return join(state, "glassbox", name);
}

/** Origins and tenants are words without `/`. */
function fileOf(folder: string, source: string): string {
  return join(folder, source.replace(/^\//, "").replaceAll("/", "@") + SUFFIX);
}

/** Sources (`/tenant/origin`) that have checkpoints there. */
export function sourcesWithCheckpoints(folder: string): string[] {
  const names = namesIn(folder).filter((name) => name.endsWith(SUFFIX));
  return names.map((name) => `/${name.slice(0, -SUFFIX.length).replace("@", "/")}`).toSorted();
}

/** One that is not there yet is empty; one that cannot be is no folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isObject(error) && error["code"] === "ENOENT") return [];
    throw error;
  }
}

/** After a signature line. */
const BETWEEN = /(?<=\n— [^\n]*\n)\n/;

/** Notes of a source, oldest first, changed ones too. What a power cut left of the last one is none. */
export function readNotes(folder: string, source: string): string[] {
  const bytes = readFile(folder, source);
  const text = bytes.toString("utf8", 0, endOfLastNote(bytes));
  return text.split(BETWEEN).filter((note) => note !== "");
}

/** Takes away what is left of a note that was not written to its end; call before adding to a file of before. */
export function mendEnd(folder: string, source: string): void {
  const bytes = readFile(folder, source);
  const end = endOfLastNote(bytes);
  if (end < bytes.length) truncateSync(fileOf(folder, source), end);
}

/** Adds a note and an empty line: what is there is never touched. */
export function appendNote(folder: string, source: string, note: string): void {
  const path = fileOf(folder, source);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  appendFileSync(path, `${note}\n`, { mode: 0o600 });
}

function readFile(folder: string, source: string): Buffer {
  const path = fileOf(folder, source);
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}

function endOfLastNote(bytes: Buffer): number {
  let end = bytes.lastIndexOf("\n\n");
  while (end > 0) {
    const line = bytes.toString("utf8", bytes.lastIndexOf("\n", end - 1) + 1, end);
    if (line.startsWith("— ")) return end + 2;
    end = bytes.lastIndexOf("\n\n", end - 1);
  }
  return 0;
}
