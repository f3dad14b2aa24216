import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** `$name.path[0].x`, `$name.items[*].path`: a whole string that stands for an earlier value. */
export interface Reference {
  readonly name: string;
  readonly path: readonly (string | number | "*")[];
}

const WHOLE = /^\$([a-z][a-z0-9_]*)((?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*)$/;
const PART = /\.([A-Za-z_][\w-]*)|\[(\d+|\*)\]/g;
const EMBEDDED = /\$\{([a-z][a-z0-9_]*(?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*)\}/g;

export function parseReference(text: string): Reference | null {
  const match = WHOLE.exec(text);
  if (!match) return null;
  const path = [...match[2]!.matchAll(PART)].map((part) => {
    if (part[1] !== undefined) return part[1];
    return part[2] === "*" ? "*" : Number(part[2]);
  });
  return { name: match[1]!, path };
}

/** All references in a value; `$$x` is the text `$x` and none. */
export function referencesIn(value: JsonValue): Reference[] {
  if (typeof value === "string") {
    const reference = parseReference(value);
    return reference ? [reference] : [];
  }
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

export function embeddedReferences(template: string): Reference[] {
  return [...template.matchAll(EMBEDDED)].flatMap((match) => parseReference(`$${match[1]}`) ?? []);
}

export class UnresolvedReference extends Error {}

type Lookup = (name: string) => JsonValue | undefined;

/** The value with every reference replaced. Throws `UnresolvedReference` for one that leads nowhere. */
export function resolveReferences(value: JsonValue, lookup: Lookup): JsonValue {
  if (typeof value === "string") {
    const reference = parseReference(value);
    if (reference) return follow(reference, lookup);
    return value.startsWith("$$") ? value.slice(1) : value;
  }
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, lookup));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, resolveReferences(member, lookup)]),
  );
}

export function fillTemplate(template: string, lookup: Lookup): string {
  return template.replaceAll(EMBEDDED, (_, path: string) => {
    const value = follow(parseReference(`$${path}`)!, lookup);
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}

export function follow(reference: Reference, lookup: Lookup): JsonValue {
  const value = lookup(reference.name);
  if (value === undefined)
    throw new UnresolvedReference(`there is nothing called $${reference.name}`);
  return walk(value, reference.path, `$${reference.name}`);
}

function walk(value: JsonValue, path: Reference["path"], where: string): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (key === "*") {
    if (!Array.isArray(value)) throw new UnresolvedReference(`${where} is not a list`);
    return value.map((item: JsonValue, index) => walk(item, rest, `${where}[${index}]`));
  }
  const next = Object.hasOwn(Object(value), key) ? (value as JsonObject)[key] : undefined;
  if (next === undefined || typeof value === "string") {
    throw new UnresolvedReference(
      `${where} has no ${typeof key === "number" ? `element ${key}` : `"${key}"`}`,
    );
  }
  return walk(next, rest, typeof key === "number" ? `${where}[${key}]` : `${where}.${key}`);
}
