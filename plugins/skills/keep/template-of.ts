import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Plan, Step } from "../../../kernel/plan.ts";
import type { Choice, KeptSlot } from "./choose-slots.ts";
import { keyOf } from "./choose-slots.ts";
import { isReference, meantBy } from "./literals.ts";
import { standsAlone } from "./spans.ts";

/** Shorter values are found in other texts by accident. */
const SHORTEST_PART = 3;

/** The plan with slots in the places of their values: whole ones, and inside longer texts. */
export function templateOf(plan: Plan, choice: Choice): JsonObject {
  const { slots } = choice;
  const { steps, expect, answer, proof, cite } = plan;
  return withoutEmpty({
    steps: steps.map((step) => stepTemplate(step, choice)),
    expect: expectations(expect as unknown as JsonValue, slots),
    cite: (cite as unknown as JsonValue) ?? null,
    answer: answer === undefined ? null : inside(answer, slots),
    proof: proof === undefined ? null : inside(proof, slots),
  });
}

function stepTemplate(step: Step, choice: Choice): JsonObject {
  const { id, intent, do: action, after, each, expect, learn } = step;
  const referred = new Set(namesIn([action, expect, each ?? null] as unknown as JsonValue));
  return withoutEmpty({
    id,
    intent: inside(intent, choice.slots),
    do: actionTemplate(step, choice),
    // Those that it refers to come first anyway.
    after: after.filter((name) => !referred.has(name)),
    each: each ?? null,
    expect: expectations(expect as unknown as JsonValue, choice.slots),
    learn,
  });
}

function actionTemplate({ id, do: action, from }: Step, choice: Choice): JsonValue {
  if ("tool" in action) {
    const { server, name, args } = action.tool;
    const isDefault = (path: string) =>
      (from?.[path] as JsonObject | undefined)?.["from"] === "default";
    const filled = argumentsTemplate(args, "", (value, argument) => {
      const slot = choice.of.get(keyOf({ step: id, argument }));
      if (slot) return whole(value, slot);
      return typeof value === "string" && !isDefault(argument)
        ? inside(value, choice.slots)
        : value;
    });
    return { tool: { server, name, args: filled } };
  }
  if ("ask" in action) {
    const { question } = action.ask;
    return { ask: { ...action.ask, question: inside(question, choice.slots) } } as JsonObject;
  }
  return action as unknown as JsonObject;
}

function argumentsTemplate(
  value: JsonValue,
  path: string,
  change: (value: string | number, path: string) => JsonValue,
): JsonValue {
  if (typeof value === "string" || typeof value === "number") return change(value, path);
  if (Array.isArray(value))
    return value.map((item: JsonValue, index) =>
      argumentsTemplate(item, `${path}[${index}]`, change),
    );
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      argumentsTemplate(member, path === "" ? key : `${path}.${key}`, change),
    ]),
  );
}

/** What is expected of a value of the goal is expected of another goal's value: where values are compared, and in probes. */
function expectations(value: JsonValue, slots: readonly KeptSlot[], isCompared = false): JsonValue {
  if (typeof value === "string" || typeof value === "number") {
    const meant = typeof value === "string" ? meantBy(value) : value;
    const slot = isCompared ? slots.find((one) => one.value === meant) : undefined;
    if (slot) return whole(value, slot);
    return isCompared && typeof value === "string" ? inside(value, slots) : value;
  }
  if (Array.isArray(value))
    return value.map((item: JsonValue) => expectations(item, slots, isCompared));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      expectations(member, slots, isCompared || ["const", "enum", "args"].includes(key)),
    ]),
  );
}

function whole(value: string | number, { name, type }: KeptSlot): string {
  return type === "number" && typeof value === "string" ? `\${slots.${name}}` : `$slots.${name}`;
}

/** A text with the values of slots in it as `${slots.name}`; what it says of steps stays as it is. */
function inside(text: string, slots: readonly KeptSlot[]): string {
  if (isReference(text) || /^\$(?!\$|\{)/.test(text)) return text;
  return text
    .split(/(\$\{[^}]*\})/)
    .map((part, index) => (index % 2 === 1 ? part : withSlots(part, slots)))
    .join("");
}

function withSlots(text: string, slots: readonly KeptSlot[]): string {
  const parts = slots
    .filter(({ value }) => typeof value === "string" && value.length >= SHORTEST_PART)
    .map(({ name, value }) => ({ name, value: String(value) }))
    .toSorted((a, b) => b.value.length - a.value.length);
  let filled = "";
  for (let at = 0; at < text.length;) {
    const found = parts.find(
      ({ value }) =>
        text.startsWith(value, at) && standsAlone({ start: at, end: at + value.length }, text),
    );
    filled += found ? `\${slots.${found.name}}` : text[at]!;
    at += found ? found.value.length : 1;
  }
  return filled;
}

function namesIn(value: JsonValue): string[] {
  if (typeof value === "string")
    return isReference(value) ? [/^\$([a-z][a-z0-9_]*)/.exec(value)![1]!] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((member) => (member === undefined ? [] : namesIn(member)));
}

/** A template says only what there is to say. */
function withoutEmpty(object: Readonly<Record<string, JsonValue>>): JsonObject {
  const isEmpty = (value: JsonValue) =>
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}
