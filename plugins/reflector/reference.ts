import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** `$step.path[0]`, as plans write it: see docs/plans.md. */
export interface Reference {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

const WHOLE = /^\$([a-z][a-z0-9_]*)((?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*)$/;
const PART = /\.([A-Za-z_][\w-]*)|\[(\d+|\*)\]/g;
const EMBEDDED = /\$\{([a-z][a-z0-9_]*(?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*)\}/g;

export function parseReference(value: JsonValue): Reference | null {
  const match = typeof value === "string" ? WHOLE.exec(value) : null;
  if (!match) return null;
  const path = [...match[2]!.matchAll(PART)].map(([, name, index]) =>
    name !== undefined ? name : index === "*" ? "*" : Number(index),
  );
  return { name: match[1]!, path };
}

export function referencesIn(value: JsonValue): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (isObject(value)) return Object.values(value).flatMap(referencesIn);
  const reference = parseReference(value);
  return reference ? [reference] : [];
}

export function referencesInText(text: string): Reference[] {
  return [...text.matchAll(EMBEDDED)].flatMap(([, path]) => parseReference(`$${path}`) ?? []);
}

/** The value with references replaced; undefined leaves one as it is. */
export function mapReferences(
  value: JsonValue,
  replace: (reference: Reference) => JsonValue | undefined,
): JsonValue {
  if (Array.isArray(value)) return value.map((one: JsonValue) => mapReferences(one, replace));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, mapReferences(member, replace)]),
    );
  const reference = parseReference(value);
  const replaced = reference ? replace(reference) : undefined;
  return replaced === undefined ? value : replaced;
}

export function mapTextReferences(
  text: string,
  replace: (reference: Reference) => string | undefined,
): string {
  return text.replaceAll(EMBEDDED, (whole, path: string) => {
    const reference = parseReference(`$${path}`);
    return (reference && replace(reference)) ?? whole;
  });
}

/** Undefined where the path leads nowhere. */
export function valueAt(value: JsonValue, path: Reference["path"]): JsonValue | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (key === "*") {
    if (!Array.isArray(value)) return undefined;
    const all = value.map((one: JsonValue) => valueAt(one, rest));
    return all.includes(undefined) ? undefined : (all as JsonValue[]);
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt((value as JsonObject)[key]!, rest);
}

/** Whether a tool promises a part of its answer; one that promises nothing answers with `text` and `content`. */
export function declares(schema: JsonValue | undefined, path: Reference["path"]): boolean {
  const [key, ...rest] = path;
  if (key === undefined || schema === true) return true;
  if (schema === undefined) return key === "text" || key === "content";
  if (!isObject(schema)) return false;
  if (typeof key === "number" || key === "*")
    return schema["items"] !== undefined && declares(schema["items"], rest);
  const properties = schema["properties"];
  const member = isObject(properties) ? properties[key] : undefined;
  return member !== undefined && declares(member, rest);
}
