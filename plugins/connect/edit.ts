import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";

import { canonicalize, isObject, type JsonObject, sha256 } from "../../kernel/json.ts";
import { conflict } from "../../kernel/error.ts";
import { readClientFile, writeClientFile } from "./client-file.ts";
import {
  type Changes,
  changeDocument,
  entriesAt,
  type Format,
  parseDocument,
} from "./document/document.ts";
import { dropEdit, type Edit, keepEdit, readBackup } from "./journal.ts";
import { isOurs } from "./ours.ts";

/** Whose file, and where in it the servers stand. */
export interface Settings {
  readonly client: string;
  readonly file: string;
  readonly format: Format;
  readonly path: readonly string[];
}

export function readSettings({ file, format, path }: Settings): {
  readonly value: JsonObject;
  readonly servers: JsonObject;
} {
  const value = parseDocument({ format, file, text: readClientFile(file).text });
  return { value, servers: entriesAt(value, path, file) };
}

/** Makes a change that can be taken back. Null: it is so already. */
export function makeEdit(
  folder: string,
  settings: Settings,
  kind: Edit["kind"],
  changes: Changes,
): Edit | null {
  const { client, file, format, path } = settings;
  const found = readClientFile(file);
  const text = changeDocument({ format, file, text: found.text }, path, changes);
  if (text === found.text) return null;
  const bytes = new TextEncoder().encode(text);
  const at = Date.now();
  const edit: Edit = {
    v: 1,
    id: `${at}-${client.replaceAll(/[^\w-]/g, "-")}-${sha256(file).slice(0, 8)}-${process.pid}`,
    kind,
    client,
    file,
    format,
    path: [...path],
    names: Object.keys(changes),
    at,
    before: found.hash,
    after: sha256(bytes),
    madeFolder: !existsSync(dirname(file)),
  };
  keepEdit(folder, edit, found.bytes);
  try {
    if (readClientFile(file).hash !== found.hash)
      throw conflict(`${file} was changed at the same moment; do this again`);
    writeClientFile(file, bytes);
  } catch (error) {
    dropEdit(folder, edit);
    throw error;
  }
  return edit;
}

/** `exact`: the file is as before, to the byte. `part`: somebody has changed it since, and only our part was taken back. */
export type TakenBack = "exact" | "part" | "nothing";

export function takeBack(folder: string, edit: Edit): TakenBack {
  const found = readClientFile(edit.file);
  const how = takeBackFrom(folder, edit, found.hash, found.text);
  dropEdit(folder, edit);
  const parent = dirname(edit.file);
  const isEmpty = edit.madeFolder && existsSync(parent) && readdirSync(parent).length === 0;
  if (isEmpty) rmdirSync(parent);
  return how;
}

function takeBackFrom(folder: string, edit: Edit, hash: string | null, text: string): TakenBack {
  if (hash === edit.before || hash === null) return "nothing";
  const before = readBackup(folder, edit);
  if (hash === edit.after && before !== undefined) {
    writeClientFile(edit.file, before);
    return "exact";
  }
  const { format, file, path } = edit;
  const document = { format, file, text };
  const now = entriesAt(parseDocument(document), path, file);
  const backup = { format, file, text: new TextDecoder().decode(before ?? new Uint8Array()) };
  const then = entriesAt(parseDocument(backup), path, file);
  const changes = edit.names.flatMap((name) => {
    const there = now[name];
    const old = then[name];
    // What somebody has made of it since is theirs.
    if (edit.kind === "connect" && !isOurs(there)) return [];
    if (edit.kind === "import" && (there !== undefined || !isObject(old))) return [];
    return [[name, isObject(old) ? old : null] as const];
  });
  const changed = changeDocument(document, path, Object.fromEntries(changes));
  if (changed === text) return "nothing";
  writeClientFile(file, new TextEncoder().encode(changed));
  return "part";
}

export function isSame(a: JsonObject, b: JsonObject): boolean {
  return canonicalize(a) === canonicalize(b);
}
