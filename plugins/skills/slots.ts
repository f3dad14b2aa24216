import { type KernelError, usage } from "../../kernel/error.ts";
import { parseDay } from "./dates.ts";
import type { SlotType } from "./slot-types.ts";

export interface Slot {
  readonly type: SlotType;
  readonly default?: string | number | undefined;
  readonly description?: string | undefined;
}

export type SlotValue = string | number;

const MOST_NAME = 200;

const WANTED: Readonly<Record<SlotType, string>> = {
  text: "a text",
  name: `a name of one line and at most ${MOST_NAME} characters`,
  date: "a day such as 2026-11-20, 20 November 2026, today or yesterday",
  number: "a number such as 12 or 1.5",
  path: "a path, without control characters and without a comma before a space",
  tag: "a tag such as wip or #area/wip",
};

/** What a slot's text means, null for a text that is none of its type. */
export function slotValue(type: SlotType, text: string, now: number): SlotValue | null {
  if (type === "date") return parseDay(text, now);
  if (type === "number")
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? finite(text) : null;
  if (type === "tag") {
    const tag = /^#?([\p{L}\p{N}\p{M}\p{S}_/-]+)$/u.exec(text);
    return tag?.[1] ?? null;
  }
  if (type === "text") return text;
  if (text === "" || /\p{Cc}/u.test(text)) return null;
  // "a.txt, then list it" is a path and another wish, which nobody may take for one name.
  const fits = type === "path" ? !/[,;]\s|\sthen\s/.test(text) : text.length <= MOST_NAME;
  return fits ? text : null;
}

function finite(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Throws `usage` for a wrong value, in the words of the slot. */
export function wrongSlot(skill: string, name: string, type: SlotType, text: string): KernelError {
  return usage(
    `the ${name} ${JSON.stringify(text.slice(0, 100))} is not ${WANTED[type]}`,
    `the skill ${skill} matches this goal and takes it as the slot {${name}}`,
  );
}

/** Null when every given value is of its slot's type; else the error that names the first that is not. */
export function readSlots(
  skill: string,
  slots: Readonly<Record<string, Slot>>,
  given: Readonly<Record<string, string>>,
  now: number,
): Record<string, SlotValue> {
  const values: Record<string, SlotValue> = {};
  for (const [name, slot] of Object.entries(slots)) {
    const text = given[name] ?? slot.default;
    if (text === undefined) continue;
    const value = slotValue(slot.type, String(text), now);
    if (value === null) throw wrongSlot(skill, name, slot.type, String(text));
    values[name] = value;
  }
  return values;
}
