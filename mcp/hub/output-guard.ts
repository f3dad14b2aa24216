import { isObject } from "../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { hiddenIn, showHidden } from "./hidden-text.ts";
import { secretShapes, secretSigns, withoutPrivateKeys } from "./secret-shapes.ts";

export interface GuardOptions {
  /** Replaces the secrets that this home knows. */
  redact?(text: string): string;
}

/** What `_meta["dev.glassbox/guard"]` says was done to a result. */
interface Note {
  /** How many of each kind were replaced. */
  readonly secrets: Record<string, number>;
  /** How many characters of each kind are or were hidden. */
  readonly hidden: Record<string, number>;
}

/** Members that hold pictures and files, of an object that says of what kind they are: carried as they are. */
const carried = new Set(["data", "blob"]);
const deepest = 300;
/** No secret is shorter: known ones have as many characters at least. */
const shortest = 6;

/**
 * What a server answers, as a client may have it: secrets replaced by `[secret: kind]`, and characters that only a model
 * sees spelt out in texts. The same object when there is nothing to guard against. Linear in its size.
 */
export function guardOutput(result: JsonObject, options: GuardOptions): JsonObject {
  const note: Note = { secrets: {}, hidden: {} };
  const guarded = guard(result, "", 0, options, note);
  const found = Object.entries(note).filter(([, counts]) => Object.keys(counts).length > 0);
  if (found.length === 0 || !isObject(guarded)) return result;
  const meta = isObject(guarded["_meta"]) ? guarded["_meta"] : {};
  return { ...guarded, _meta: { ...meta, "dev.glassbox/guard": Object.fromEntries(found) } };
}

function guard(
  value: JsonValue,
  key: string,
  depth: number,
  options: GuardOptions,
  note: Note,
): JsonValue {
  if (typeof value === "string") {
    return guardText(value, key, options, note);
  }
  if (typeof value !== "object" || value === null || depth > deepest) return value;
  if (Array.isArray(value)) {
    const members = value.map((member) => guard(member, key, depth + 1, options, note));
    return members.every((member, index) => member === value[index]) ? value : members;
  }
  const isMedia = typeof (value as JsonObject)["mimeType"] === "string";
  let isSame = true;
  const members: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const isCarried = isMedia && carried.has(name);
    const clean = isCarried ? member : guard(member, name, depth + 1, options, note);
    const called = withoutSecrets(name, options, note);
    isSame &&= clean === member && called === name;
    members.push([called, clean]);
  }
  return isSame ? value : Object.fromEntries(members);
}

function guardText(text: string, key: string, options: GuardOptions, note: Note): string {
  const clean = withoutSecrets(text, options, note);
  const hidden = hiddenIn(clean);
  if (hidden.length === 0) return clean;
  for (const { kind, count } of hidden) note.hidden[kind] = (note.hidden[kind] ?? 0) + count;
  // What a program reads (structuredContent, addresses) stays as it is, and is noted.
  const isShown =
    key === "text" && hidden.some(({ kind }) => kind === "tag" || kind === "selector");
  return isShown ? showHidden(clean) : clean;
}

function withoutSecrets(text: string, { redact }: GuardOptions, note: Note): string {
  if (text.length < shortest) return text;
  const replaced = (kind: string) => {
    note.secrets[kind] = (note.secrets[kind] ?? 0) + 1;
    return `[secret: ${kind}]`;
  };
  let clean = redact?.(text) ?? text;
  if (clean !== text) note.secrets["known"] = (note.secrets["known"] ?? 0) + 1;
  if (!secretSigns.test(clean)) return clean;
  clean = withoutPrivateKeys(clean, replaced);
  for (const { kind, sign, pattern } of secretShapes) {
    if (clean.includes(sign)) clean = clean.replace(pattern, () => replaced(kind));
  }
  return clean;
}
