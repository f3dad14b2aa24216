import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { SlotValue } from "./slots.ts";

type Values = Readonly<Record<string, SlotValue>>;

const WHOLE = /^\$slots\.([a-z][a-z0-9_]*)$/;
const EMBEDDED = /\$\{slots\.([a-z][a-z0-9_]*)\}/g;
/** Invisible; parts a `$` from a `{` that a value brought, so that no template takes them for a reference. */
const JOINER = "\u2060";

/**
 * Where a text stands decides what it may mean. `references`: how often the plan language reads it for references
 * (and takes one `$` of `$$` off) before it is used. `template`: `${step.path}` is filled in.
 */
interface Place {
  readonly references: number;
  readonly template: boolean;
}

const PLAIN: Place = { references: 0, template: false };
const READ: Place = { references: 1, template: false };
const TEMPLATES = new Set(["answer", "proof"]);
/** Parts of a step that are only shown or are names. */
const SHOWN = new Set(["id", "intent", "after"]);

/** The plan of a template: slots in their places, as values that mean nothing but themselves. */
export function instantiate(template: JsonObject, values: Values): JsonObject {
  return plan(template, values, 0);
}

function plan(template: JsonObject, values: Values, references: number): JsonObject {
  return mapped(template, (key, member) => {
    if (key === "steps" && Array.isArray(member)) {
      return member.map((step: JsonValue) =>
        isObject(step) ? stepOf(step, values, references) : step,
      );
    }
    const isText = TEMPLATES.has(key) || key === "goal";
    const place = { references: references + (isText ? 0 : 1), template: TEMPLATES.has(key) };
    return fill(member, values, place);
  });
}

function stepOf(step: JsonObject, values: Values, references: number): JsonObject {
  return mapped(step, (key, member) => {
    if (SHOWN.has(key)) return fill(member, values, { ...PLAIN, references });
    const inner = { ...READ, references: references + 1 };
    if (key !== "do" || !isObject(member) || !isObject(member["run"]))
      return fill(member, values, inner);
    // The plan of a child run is read for references here and once more when the child begins.
    const run = mapped(member["run"], (name, value) =>
      name === "plan" && isObject(value)
        ? plan(value, values, references + 1)
        : fill(value, values, inner),
    );
    return { ...member, run };
  });
}

function mapped(
  object: JsonObject,
  change: (key: string, member: JsonValue) => JsonValue,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, member]) => [key, change(key, member)]),
  );
}

function fill(value: JsonValue, values: Values, place: Place): JsonValue {
  if (typeof value === "string") return fillText(value, values, place);
  if (Array.isArray(value)) return value.map((item: JsonValue) => fill(item, values, place));
  return isObject(value) ? mapped(value, (_, member) => fill(member, values, place)) : value;
}

function fillText(text: string, values: Values, { references, template }: Place): JsonValue {
  const whole = WHOLE.exec(text);
  if (whole && template) return fillTemplate(`\${slots.${whole[1]!}}`, values);
  if (whole) {
    const value = values[whole[1]!];
    if (value === undefined) return text;
    return typeof value === "string" ? written(value, references) : value;
  }
  if (text.search(EMBEDDED) < 0) return text;
  let meant = text;
  for (let level = 0; level < references && meant.startsWith("$$"); level++) meant = meant.slice(1);
  return written(template ? fillTemplate(meant, values) : replaced(meant, values), references);
}

/** A text that means itself after the plan language has read it so many times. */
function written(text: string, references: number): string {
  return text.startsWith("$") ? "$".repeat(references) + text : text;
}

function replaced(text: string, values: Values): string {
  return text.replaceAll(EMBEDDED, (whole, name: string) => String(values[name] ?? whole));
}

/**
 * A value in a template stays what it is: every `${` that it makes, alone or with the text beside it, is parted.
 * What the template itself says before and after is left as it is.
 */
function fillTemplate(text: string, values: Values): string {
  let filled = "";
  let isAfterValue = false;
  let from = 0;
  const put = (part: string, isValue: boolean) => {
    const meets = filled.endsWith("$") && part.startsWith("{") && (isValue || isAfterValue);
    filled += (meets ? JOINER : "") + (isValue ? part.replaceAll("${", `$${JOINER}{`) : part);
    isAfterValue = isValue || (part === "" && isAfterValue);
  };
  for (const found of text.matchAll(EMBEDDED)) {
    put(text.slice(from, found.index), false);
    const value = values[found[1]!];
    put(value === undefined ? found[0] : String(value), value !== undefined);
    from = found.index + found[0].length;
  }
  put(text.slice(from), false);
  return filled;
}
