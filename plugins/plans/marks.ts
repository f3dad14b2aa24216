import { isObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { parseReference, type Reference } from "./reference.ts";

/** A value that may tell what a call is about, and the name that it stands under. */
export interface Mark {
  readonly key: string;
  readonly value: string | number | Reference;
  /** Read as a path: its segments, or null where it cannot be one. */
  readonly place: readonly string[] | null;
}

export function markOf(key: string, value: Mark["value"]): Mark {
  return { key, value, place: typeof value === "string" ? segmentsOf(value) : null };
}

/** All marks in arguments; `$item` stands for an element of `each`. Yes, no and null tell nothing. */
export function marksIn(value: JsonValue, each?: string, key = ""): Mark[] {
  if (typeof value === "number") return [markOf(key, value)];
  if (typeof value === "string") {
    const reference = parseReference(value);
    if (reference) return [markOf(key, throughList(reference, each))];
    return [markOf(key, value.startsWith("$$") ? value.slice(1) : value)];
  }
  if (Array.isArray(value)) return value.flatMap((one: JsonValue) => marksIn(one, each, key));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => marksIn(member, each, name));
}

/** The values that a schema compares with, each under the name of its property. */
export function marksOfSchema(schema: JsonSchema, each?: string, key = ""): Mark[] {
  if (!isObject(schema)) return [];
  return Object.entries(schema).flatMap(([word, value]) => {
    if (word === "const" || word === "enum") return marksIn(value, each, key);
    if (word === "properties" && isObject(value))
      return Object.entries(value).flatMap(([name, one]) =>
        marksOfSchema(one as JsonSchema, each, name),
      );
    const parts: readonly JsonValue[] = Array.isArray(value) ? value : [value];
    return parts.flatMap((one) => marksOfSchema(one as JsonSchema, each, key));
  });
}

/** No text, a folder's root or a pattern that fits everything: it picks out no single thing. */
export function namesNothing({ value }: Mark): boolean {
  return typeof value === "string" && /^[./*]*$/.test(value);
}

/** Whether a mark of a check is one of a change too. */
export function sharesWith(check: Mark, change: Mark): boolean {
  const [a, b] = [check.value, change.value];
  if (typeof a === "object" && typeof b === "object") return isPartOf(a, b);
  if (typeof a === "object" || typeof b === "object") return false;
  if (namesNothing(check)) return false;
  // One character is often the same by chance.
  if (String(a) === String(b))
    return (
      (typeof a === typeof b && (typeof a === "number" || a.length > 1)) || check.key === change.key
    );
  return isSamePlace(folderOf(check.place), change.place);
}

function throughList(reference: Reference, each: string | undefined): Reference {
  if (reference.name !== "item") return reference;
  const list = parseReference(each ?? "");
  return list ? { name: list.name, path: [...list.path, "*", ...reference.path] } : reference;
}

/** The same earlier result, but not another element of a list, nor one element where the change is about each. */
function isPartOf(check: Reference, change: Reference): boolean {
  if (check.name !== change.name) return false;
  for (const [index, part] of check.path.entries()) {
    const other = change.path[index];
    if (other === undefined || part === other) continue;
    // Different members of one answer are about one thing; the goal's text and its input are two.
    return typeof part === "string" && check.name !== "goal";
  }
  return true;
}

/** One path within the other: a folder and what it holds, or one place by a longer and a shorter name. */
function isSamePlace(a: Mark["place"], b: Mark["place"]): boolean {
  if (!a || !b) return false;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length === 0 || (short.length === 1 && short[0]!.length < 2)) return false;
  return long.some((_, start) => short.every((part, index) => long[start + index] === part));
}

/** Where a pattern looks; a path as it is. */
function folderOf(place: Mark["place"]): Mark["place"] {
  const pattern = place?.findIndex((part) => part.includes("*")) ?? -1;
  return pattern < 0 ? place : place!.slice(0, pattern);
}

/** Null for a text that is no path. */
function segmentsOf(text: string): string[] | null {
  if (text.length > 1024 || text.includes("\n")) return null;
  return text.split("/").filter((part) => part !== "" && part !== ".");
}
