import { usage } from "../../../kernel/error.ts";
import { canonicalize, isObject, type JsonObject } from "../../../kernel/json.ts";
import { editJson } from "./json-edit.ts";
import { parseJson } from "./json.ts";
import { editToml, parseToml } from "./toml.ts";

/** `jsonc` may have comments and commas at the end; the readers of `json` take neither. */
export type Format = "json" | "jsonc" | "toml";

/** A text of settings, and which one: for what is wrong with it. */
export interface Document {
  readonly format: Format;
  readonly file: string;
  readonly text: string;
}

/** Servers by name; null takes one out. */
export type Changes = Readonly<Record<string, JsonObject | null>>;

const BOM = "\uFEFF";

/** What it says; an empty file says nothing. Throws `usage` with line and column. */
export function parseDocument({ format, file, text }: Document): JsonObject {
  const plain = withoutBom(text);
  if (plain.trim() === "") return {};
  return format === "toml" ? parseToml(plain, file) : parseJson(plain, file, format);
}

/** The objects at a place, such as the servers. Throws `usage` if something else stands there. */
export function entriesAt(value: JsonObject, path: readonly string[], file: string): JsonObject {
  let here = value;
  for (const key of path) {
    const next = here[key] ?? {};
    if (!isObject(next))
      throw usage(`${file}: ${path.join(".")} is not an object; nothing was written`);
    here = next;
  }
  return here;
}

/**
 * The text with these servers changed and everything else of it as it was, to the byte. It is parsed again: a text in
 * which the change would be another one is refused.
 */
export function changeDocument(
  document: Document,
  path: readonly string[],
  changes: Changes,
): string {
  const { format, file, text } = document;
  const before = entriesAt(parseDocument(document), path, file);
  const bom = text.startsWith(BOM) ? BOM : "";
  const edit = format === "toml" ? editToml : editJson;
  let plain = withoutBom(text);
  for (const [name, entry] of Object.entries(changes)) {
    if (entry === null && !Object.hasOwn(before, name)) continue;
    plain = edit(plain, path, name, entry);
  }
  const changed = { format, file, text: bom + plain };
  if (!isWanted(document, changed, path, changes))
    throw usage(
      `${file}: ${path.join(".")} is written in a way that cannot be changed safely; nothing was written`,
      "write each server as a table or object of its own, once",
    );
  return changed.text;
}

function isWanted(
  before: Document,
  after: Document,
  path: readonly string[],
  changes: Changes,
): boolean {
  try {
    const wanted = withChanges(parseDocument(before), path, changes);
    return canonicalize(wanted) === canonicalize(withChanges(parseDocument(after), path, {}));
  } catch {
    return false;
  }
}

/** The value with changes at a place; a place without entries is none, for a change may have made or emptied it. */
function withChanges(value: JsonObject, path: readonly string[], changes: Changes): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) {
    const all = Object.entries({ ...value, ...changes }).filter(([, one]) => one !== null);
    return Object.fromEntries(all) as JsonObject;
  }
  const { [key]: at, ...others } = value;
  const inside = withChanges((at ?? {}) as JsonObject, rest, changes);
  return Object.keys(inside).length === 0 ? others : { ...others, [key]: inside };
}

function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(BOM.length) : text;
}
