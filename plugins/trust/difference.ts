import { isObject, type JsonValue } from "../../kernel/json.ts";
import { showHidden } from "../../mcp/hub/hidden-text.ts";

/** One field of a definition, as it was and as it is; null: it was or is not there. Nothing in it is hidden. */
export interface Change {
  readonly field: string;
  readonly was: string | null;
  readonly is: string | null;
}

/** Characters around what differs in a long text, and how long one may be that is shown as a whole. */
const around = 120;
const longestShown = 600;

/** What differs between two definitions, field by field in the order of the new one. Without an old one: all of it. */
export function changesBetween(was: JsonValue | null, is: JsonValue | null): Change[] {
  const before = new Map(was === null ? [] : leaves(was, ""));
  const after = new Map(is === null ? [] : leaves(is, ""));
  const fields = new Set([...after.keys(), ...before.keys()]);
  return [...fields].toSorted(byDepth).flatMap((field) => {
    const old = before.get(field) ?? null;
    const now = after.get(field) ?? null;
    if (old === now) return [];
    const [shownOld, shownNow] = shortened(old, now);
    return [{ field: showHidden(field), was: shownOld, is: shownNow }];
  });
}

function byDepth(left: string, right: string): number {
  return left.split(".").length - right.split(".").length;
}

function leaves(value: JsonValue, field: string): [string, string][] {
  const at = (name: string) => (field === "" ? name : `${field}.${name}`);
  if (Array.isArray(value) && value.some((one) => typeof one === "object")) {
    return value.flatMap((one, index) => leaves(one, `${field}[${index}]`));
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, member]) => leaves(member, at(name)));
  }
  return [[field || "text", typeof value === "string" ? value : JSON.stringify(value)]];
}

/** Both texts without what they share at either end, if they are long; everything hidden in them spelt out. */
function shortened(was: string | null, is: string | null): [string | null, string | null] {
  if (was === null || is === null) return [cut(was), cut(is)];
  const shortest = Math.min(was.length, is.length);
  let head = 0;
  while (head < shortest && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - around);
  const part = (text: string) => {
    if (text.length <= longestShown) return showHidden(text);
    const end = Math.min(text.length, text.length - tail + around);
    const inner = cut(text.slice(from, end)) ?? "";
    return `${from > 0 ? "…" : ""}${inner}${end < text.length ? "…" : ""}`;
  };
  return [part(was), part(is)];
}

/** Enough of a text to judge it by, from both of its ends. */
function cut(text: string | null): string | null {
  if (text === null || text.length <= 2 * longestShown)
    return text === null ? null : showHidden(text);
  const left = text.length - 2 * longestShown;
  return `${showHidden(text.slice(0, longestShown))} … ${left} characters … ${showHidden(text.slice(-longestShown))}`;
}
