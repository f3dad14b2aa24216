import { isObject, type JsonValue } from "../../kernel/json.ts";

/** One place at which two values are not the same; a side that has nothing there lacks its member. */
export interface Difference {
  /** `plan.steps[2].do.tool`. */
  readonly path: string;
  readonly a?: JsonValue;
  readonly b?: JsonValue;
}

/** What counts as equal besides what is. */
export interface Leniency {
  /** Does this text of one side mean the same as that of the other? */
  same(a: string, b: string, path: string): boolean;
  /** Members that are not looked at. */
  isIgnored(path: string): boolean;
}

/** Every place where two values differ, in the order of their members. */
export function* differences(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
  leniency: Leniency,
  path = "",
): Generator<Difference> {
  if (leniency.isIgnored(path)) return;
  if (Array.isArray(a) && Array.isArray(b)) {
    const items = Math.max(a.length, b.length);
    for (let at = 0; at < items; at++)
      yield* differences(a[at] as JsonValue, b[at] as JsonValue, leniency, `${path}[${at}]`);
    return;
  }
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)].toSorted()))
      yield* differences(a[key], b[key], leniency, path === "" ? key : `${path}.${key}`);
    return;
  }
  if (typeof a === "string" && typeof b === "string" && leniency.same(a, b, path)) return;
  if (a === b) return;
  yield { path, ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}
