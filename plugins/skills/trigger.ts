import type { SlotType } from "./slot-types.ts";
import { type Part, parseTrigger } from "./trigger-parse.ts";

/** What a trigger took from a goal: slot by slot, as it stands there, quotes around it off. */
export type Captures = Readonly<Record<string, string>>;

export interface Trigger {
  readonly source: string;
  readonly part: Part;
  readonly states: readonly State[];
  readonly start: number;
}

type State =
  | { readonly kind: "text"; readonly text: string; readonly next: number }
  | { readonly kind: "space"; readonly next: number }
  | { readonly kind: "slot"; readonly name: string; readonly next: number }
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "accept" };

/** Throws `usage` for what is no trigger. */
export function compileTrigger(source: string): Trigger {
  const part = parseTrigger(source);
  const states: State[] = [{ kind: "accept" }];
  const add = (state: State) => states.push(state) - 1;
  const enter = (one: Part, next: number): number => {
    if (one.kind === "sequence")
      return one.parts.toReversed().reduce((after, inner) => enter(inner, after), next);
    if (one.kind === "text") return add({ kind: "text", text: fold(one.text), next });
    if (one.kind !== "choice") return add({ ...one, next });
    return add({ kind: "split", to: one.options.map((option) => enter(option, next)) });
  };
  return { source, part, start: enter(part, 0), states };
}

/** A goal as triggers see it: white space folded, no sign of the end, letter case and quotes alike. */
export interface Goal {
  /** As it was written, white space folded. */
  readonly text: string;
  readonly folded: string;
}

const LONGEST_GOAL = 1000;

export function readGoal(text: string): Goal {
  const spaced = text
    .slice(0, LONGEST_GOAL + 1)
    .replace(/\s+/g, " ")
    .trim();
  let end = spaced.length;
  while ("?!. ".includes(spaced[end - 1] ?? "x")) end--;
  const whole = spaced.slice(0, end);
  return { text: whole, folded: fold(whole) };
}

/** Letter case and kinds of quotes do not matter. Each sign stays one sign. */
function fold(text: string): string {
  let folded = "";
  for (const sign of text) {
    const small = sign.toLowerCase();
    const plain = small.length === sign.length ? small : sign;
    folded += QUOTES[plain] ?? plain;
  }
  return folded;
}

const QUOTES: Readonly<Record<string, string>> = { "‘": "'", "’": "'", "“": '"', "”": '"' };

type Types = Readonly<Record<string, SlotType>>;

/** May a value of this type end or go on here? Decided sign by sign, so that matching stays linear. */
const SIGNS: Readonly<Partial<Record<SlotType, RegExp>>> = {
  number: /[\d+\-.,_eE"'“”‘’]/,
  tag: /[^\s]/,
};
/** No value of these types is longer, so each start can be tried. */
const LONGEST_VALUE: Readonly<Partial<Record<SlotType, number>>> = { date: 40, number: 40 };

interface Thread {
  readonly state: number;
  readonly at: number;
  /** Where the slot that is being read began; -1 between slots. */
  readonly from: number;
  readonly taken: Taken | null;
}

interface Taken {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly before: Taken | null;
}

/**
 * What the trigger takes from the whole goal, or null. Slots take as little as they can, options as much. A place is
 * never tried twice in one state, so the time is at most the trigger's size times the goal's.
 */
export function match(
  trigger: Trigger,
  goal: Goal,
  types: Types,
  fits: (name: string, value: string) => boolean,
): Captures | null {
  const { folded } = goal;
  if (folded === "" || folded.length > LONGEST_GOAL) return null;
  const tried = new Set<number>();
  const open: Thread[] = [{ state: trigger.start, at: 0, from: -1, taken: null }];
  while (open.length > 0) {
    const thread = open.pop()!;
    const { state: index, at, from } = thread;
    const state = trigger.states[index]!;
    const isShort =
      state.kind === "slot" && LONGEST_VALUE[types[state.name] ?? "text"] !== undefined;
    const key = (at * trigger.states.length + index) * 2 * 41;
    const own = key + (from < 0 ? 0 : 1 + (isShort ? Math.min(40, at - from) : 0));
    if (tried.has(own)) continue;
    tried.add(own);
    if (state.kind === "accept") {
      if (at === folded.length) return captures(goal, thread.taken);
    } else if (state.kind === "split") {
      for (const to of state.to.toReversed()) open.push({ ...thread, state: to });
    } else if (state.kind === "text") {
      if (folded.startsWith(state.text, at))
        open.push({ ...thread, state: state.next, at: at + state.text.length });
    } else if (state.kind === "space") {
      // White space beside an option that is not taken stands for nothing.
      const isEdge = at === 0 || at === folded.length || folded[at - 1] === " ";
      if (folded[at] === " ") open.push({ ...thread, state: state.next, at: at + 1 });
      else if (isEdge) open.push({ ...thread, state: state.next });
    } else readSlot(state, thread);
  }
  return null;

  function readSlot(
    state: State & { kind: "slot" },
    { at, from, taken, state: index }: Thread,
  ): void {
    const type = types[state.name] ?? "text";
    const leave = (begin: number, to: number): void => {
      if (goal.text[to - 1] === " ") return;
      if (isTyped && !fits(state.name, valueOf(goal.text.slice(begin, to)))) return;
      const one = { name: state.name, from: begin, to, before: taken };
      open.push({ state: state.next, at: to, from: -1, taken: one });
    };
    const isTyped = LONGEST_VALUE[type] !== undefined;
    const begin = from < 0 ? at : from;
    if (goal.text[begin] === " ") return;
    const longest = LONGEST_VALUE[type] ?? LONGEST_GOAL;
    if (at < folded.length && at - begin < longest && (SIGNS[type]?.test(goal.text[at]!) ?? true))
      open.push({ state: index, at: at + 1, from: begin, taken });
    if (from >= 0) leave(begin, at);
    else {
      const close = closingQuote(goal.text, at);
      if (close > 0) leave(at, close + 1);
    }
  }
}

function captures(goal: Goal, taken: Taken | null): Captures {
  const found: Record<string, string> = {};
  for (let one = taken; one; one = one.before)
    found[one.name] = valueOf(goal.text.slice(one.from, one.to));
  return found;
}

const PAIRS: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "“": "”",
  "‘": "’",
  "«": "»",
};

/** Where the quote that opens at a place closes: before white space or at the end. -1: none opens. */
function closingQuote(text: string, at: number): number {
  const closing = PAIRS[text[at] ?? ""];
  if (closing === undefined) return -1;
  for (let end = text.indexOf(closing, at + 1); end > 0; end = text.indexOf(closing, end + 1))
    if (end > at + 1 && (end + 1 === text.length || text[end + 1] === " ")) return end;
  return -1;
}

/** A value without the quotes around it. */
function valueOf(text: string): string {
  const closing = PAIRS[text[0] ?? ""];
  const inner = closing !== undefined && text.endsWith(closing) ? text.slice(1, -1).trim() : "";
  return inner === "" ? text : inner;
}
