import type { SlotType } from "../slot-types.ts";
import { slotValue } from "../slots.ts";
import type { Literal } from "./literals.ts";
import { cannotKeep } from "./refusal.ts";
import { overlap, placesOf, type Span, withQuotes } from "./spans.ts";

/** A part of the goal that another goal may say otherwise. */
export interface KeptSlot {
  readonly name: string;
  readonly type: SlotType;
  readonly span: Span;
  /** What the plan has for it. */
  readonly value: string | number;
}

export interface Choice {
  /** In the order of the goal. */
  readonly slots: readonly KeptSlot[];
  /** By `step argument`. */
  readonly of: ReadonlyMap<string, KeptSlot>;
  /** What stays as it was though it might have been meant to change. */
  readonly notes: readonly string[];
}

const LONGEST_NAME = 200;
const ANY_TEXT = /(content|text|query|code|message|body|command|prompt|description)$/;
const PATH = /(path|paths|file|folder|dir|directory)$/;

export const keyOf = ({ step, argument }: Pick<Literal, "step" | "argument">) =>
  `${step} ${argument}`;

/**
 * Makes slots of the literals that the goal says, those that were pointed at first, then the longest. What an argument
 * took from somewhere else on the way would be another time: a run with such a value is not kept.
 */
export function chooseSlots(
  literals: readonly Literal[],
  { goal, at }: { readonly goal: string; readonly at: number },
  isPath: (literal: Literal) => boolean,
): Choice {
  const chosen: KeptSlot[] = [];
  const of = new Map<string, KeptSlot>();
  const notes: string[] = [];
  const take = (literal: Literal, span: Span): void => {
    const known = chosen.find(
      (slot) => slot.span.start === span.start && slot.span.end === span.end,
    );
    const name = freeName(literal, chosen);
    const type = typeOf(literal, goal.slice(span.start, span.end), at, isPath(literal));
    const slot = known ?? { name, type, span, value: literal.value };
    if (!known) chosen.push(slot);
    of.set(keyOf(literal), slot);
  };
  const pointed = literals.filter((one) => pointedSpan(one, goal) !== null);
  for (const literal of pointed) {
    const span = pointedSpan(literal, goal)!;
    const other = chosen.find((slot) => overlap(slot.span, span) && !isSame(slot.span, span));
    if (other) throw partOf(literal, other);
    take(literal, span);
  }
  const rest = literals
    .filter((one) => !pointed.includes(one) && one.source?.from !== "default")
    .toSorted((a, b) => String(b.value).length - String(a.value).length);
  for (const literal of rest) {
    refuseFound(literal);
    const places = placesOf(literal.value, goal, at);
    const open = places.filter((span) =>
      chosen.every((slot) => !overlap(slot.span, span) || isSame(slot.span, span)),
    );
    const span = onlyOne(open, goal, chosen);
    if (span) take(literal, span);
    else if (open.length > 1) notes.push(`${stays(literal)}: the goal says it more than once`);
    else if (places.length > 0 && typeof literal.value === "string")
      throw partOf(
        literal,
        chosen.find((slot) => overlap(slot.span, places[0]!))!,
      );
    else if (literal.source?.from === "free")
      notes.push(`${stays(literal)}: the words of ${literal.source.model ?? "a model"}`);
  }
  return { slots: chosen.toSorted((a, b) => a.span.start - b.span.start), of, notes };
}

/** Where the plan says that the value stands in the goal, if it does. */
function pointedSpan({ source, value }: Literal, goal: string): Span | null {
  if (source?.from !== "goal" || !source.span) return null;
  const [start, end] = source.span;
  const said = goal.slice(start, end);
  return said !== "" && (said === value || Number(said) === value) ? { start, end } : null;
}

/** Of several places the one in quotes, or one that is a slot already. */
function onlyOne(open: readonly Span[], goal: string, chosen: readonly KeptSlot[]): Span | null {
  if (open.length === 1) return open[0]!;
  const known = open.filter((span) => chosen.some((slot) => isSame(slot.span, span)));
  if (known.length === 1) return known[0]!;
  const quoted = open.filter((span) => !isSame(withQuotes(span, goal), span));
  return quoted.length === 1 ? quoted[0]! : null;
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

function refuseFound(literal: Literal): void {
  const { source } = literal;
  if (source?.from !== "facts" && source?.from !== "input") return;
  const where = source.from === "facts" ? `the fact ${source.name ?? ""}` : "the input";
  throw cannotKeep(
    `${nameOf(literal)} came from ${where}, which is another one next time`,
    "keep a run whose values come from the goal or from earlier steps",
  );
}

function partOf(literal: Literal, slot: KeptSlot) {
  return cannotKeep(
    `${nameOf(literal)} = ${JSON.stringify(literal.value)} is only a part of {${slot.name}} in the goal`,
    "say both in the goal, each by itself, and keep that run",
  );
}

function nameOf({ step, argument }: Literal): string {
  return `${argument} of step ${step}`;
}

function stays(literal: Literal): string {
  const text = JSON.stringify(literal.value);
  return `${nameOf(literal)} stays ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`;
}

function typeOf(literal: Literal, said: string, at: number, isPath: boolean): SlotType {
  const { value } = literal;
  if (typeof value === "number") return "number";
  if (slotValue("date", said, at) === value) return "date";
  const name = lastName(literal);
  const isTag = /tags?$/.test(name) && slotValue("tag", said, at) === value;
  if (isTag) return "tag";
  if (isPath || PATH.test(name)) return slotValue("path", said, at) === value ? "path" : "text";
  const isName = !ANY_TEXT.test(name) && value.length <= LONGEST_NAME;
  return isName && slotValue("name", said, at) === value ? "name" : "text";
}

/** `edits[0].oldText` → `old_text`. */
function lastName({ argument }: Literal): string {
  const parts = argument.split(/[.[\]]/).filter((part) => /[^\d]/.test(part));
  const snake = (parts.at(-1) ?? "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return snake || "value";
}

function freeName(literal: Literal, chosen: readonly KeptSlot[]): string {
  const isFree = (name: string) => chosen.every((slot) => slot.name !== name);
  const own = lastName(literal);
  const names = [own, `${literal.step}_${own}`];
  for (let number = 2; number <= chosen.length + 2; number++) names.push(`${own}_${number}`);
  return names.find(isFree)!;
}
