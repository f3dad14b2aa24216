import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import type { KernelError } from "../../kernel/error.ts";
import type { SlotType } from "./slot-types.ts";
import { slotValue } from "./slots.ts";
import { compileTrigger, match, readGoal } from "./trigger.ts";
import { type Part, slotsIn } from "./trigger-parse.ts";

const NOW = Date.UTC(2026, 10, 21, 12);

function read(trigger: string, goal: string, types: Record<string, SlotType> = {}) {
  const fits = (name: string, value: string) => slotValue(types[name]!, value, NOW) !== null;
  return match(compileTrigger(trigger), readGoal(goal), types, fits);
}

describe("a trigger is matched against the whole goal", () => {
  test("whatever the letter case, the white space and the sign at the end", () => {
    const trigger = "which tasks are overdue";
    for (const goal of ["Which tasks are overdue?", " which  TASKS\n are overdue ?!. "])
      expect(read(trigger, goal)).toEqual({});
    for (const goal of ["which tasks are overdue now", "so which tasks are overdue", "", "?"])
      expect(read(trigger, goal)).toBeNull();
  });

  test("with options, with or without the white space beside them", () => {
    const trigger = "[please] (show|list) [me] [all] tasks [on {date}]";
    expect(read(trigger, "show tasks")).toEqual({});
    expect(read(trigger, "Please list me all tasks on Monday")).toEqual({ date: "Monday" });
    expect(read(trigger, "showtasks")).toBeNull();
    expect(read(trigger, "please show me alltasks")).toBeNull();
    expect(read("task[s] of {who}", "tasks of Ines")).toEqual({ who: "Ines" });
  });

  test("slots take as little as they can, and all they must", () => {
    const trigger = "rename {from} to {to} everywhere";
    expect(read(trigger, "Rename A to B everywhere")).toEqual({ from: "A", to: "B" });
    expect(read(trigger, "Rename A to B to C everywhere")).toEqual({ from: "A", to: "B to C" });
    expect(read(trigger, "Rename  to B everywhere")).toBeNull();
  });

  test("quotes around a value are taken off, and hold it together", () => {
    const trigger = "rename {from} to {to} everywhere";
    for (const [open, close] of ['""', "''", "“”", "‘’"].map((pair) => [...pair])) {
      const goal = `rename ${open}A to B${close} to ${open}C${close} everywhere`;
      expect(read(trigger, goal)).toEqual({ from: "A to B", to: "C" });
    }
    expect(read(trigger, "rename Ines' plan to 'Bob's plan' everywhere")).toEqual({
      from: "Ines' plan",
      to: "Bob's plan",
    });
    expect(read("open {x}", 'open "St. John."')).toEqual({ x: "St. John." });
  });

  test("curly and straight quotes in the words are the same", () => {
    expect(read("what's due", "What’s due?")).toEqual({});
  });

  test("a date takes only what is a day", () => {
    const types = { what: "text", day: "date" } as const;
    const trigger = "remind me to {what} on {day}";
    expect(read(trigger, "remind me to call on Bob on 20 November 2026", types)).toEqual({
      what: "call on Bob",
      day: "20 November 2026",
    });
    expect(read(trigger, "remind me to call on Bob", types)).toBeNull();
  });

  test("a backslash takes a sign as it is", () => {
    expect(read("sum \\(a\\|b\\) of {x}", "sum (a|b) of 3")).toEqual({ x: "3" });
  });
});

test("what is no trigger is refused with the mend", () => {
  for (const trigger of [
    "a (b",
    "a [b",
    "a b)",
    "a {B}",
    "a {b",
    "{a}",
    "[a]",
    "({a}|b)",
    "a {b} {b}",
  ]) {
    let error: KernelError | null = null;
    try {
      compileTrigger(trigger);
    } catch (thrown) {
      error = thrown as KernelError;
    }
    expect(error?.code).toBe("usage");
    expect(error?.message).toContain(JSON.stringify(trigger));
    expect(error?.hint).not.toBe("");
  }
});

/** A trigger as parts, written out, with a goal made of the same parts. */
interface Sample {
  readonly source: string;
  readonly goal: string;
}

const word = fc.constantFrom("show", "tasks", "to", "Öl", "x-1", "due", "#a");
const value = fc.constantFrom("Ines", "to", "a b", "2026-11-20", "'q'", "x to y", "(z)", "ß");
const joined = (samples: readonly Sample[], by: string): Sample => ({
  source: samples.map(({ source }) => source).join(by),
  goal: samples
    .map(({ goal }) => goal)
    .filter((goal) => goal !== "")
    .join(by),
});
const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 3 },
    word.map((text) => ({ source: text, goal: text.toUpperCase().replace("SS", "ß") })),
    fc.tuple(fc.nat(1_000_000), value).map(([id, text]) => ({ source: `{s${id}}`, goal: text })),
    fc.array(tie("sample"), { minLength: 2, maxLength: 3 }).map((all) => joined(all, " ")),
    fc.tuple(tie("sample"), fc.boolean()).map(([inner, taken]) => ({
      source: `[${inner.source}]`,
      goal: taken ? inner.goal : "",
    })),
    fc.tuple(tie("sample"), tie("sample"), fc.boolean()).map(([a, b, first]) => ({
      source: `(${a.source}|${b.source})`,
      goal: first ? a.goal : b.goal,
    })),
  ),
}));
const whole = fc
  .tuple(word, sample)
  .map(([first, rest]) => joined([{ source: first, goal: first }, rest], " "));

function isTrigger(source: string): Part | null {
  try {
    return compileTrigger(source).part;
  } catch {
    return null;
  }
}

test("a goal written from a trigger's own parts always matches", () => {
  fc.assert(
    fc.property(whole, ({ source, goal }) => {
      const part = isTrigger(source);
      fc.pre(part !== null);
      const found = read(source, goal);
      expect(found).not.toBeNull();
      for (const name of Object.keys(found!)) expect(slotsIn(part!)).toContain(name);
    }),
    { numRuns: 1000 },
  );
});

test("no trigger takes more than its size times the goal's length", () => {
  const trigger = compileTrigger(`x ${"({a}|{b} y|[y] {c}) ".repeat(1)}${"[y] ".repeat(60)} end`);
  const goal = readGoal(`x ${"y ".repeat(450)}`);
  let reads = 0;
  const counted = { ...trigger, states: new Proxy(trigger.states, { get: count }) };
  function count(states: typeof trigger.states, key: string | symbol) {
    if (typeof key === "string" && /^\d+$/.test(key)) reads++;
    return Reflect.get(states, key);
  }
  expect(match(counted, goal, {}, () => true)).toBeNull();
  expect(reads).toBeGreaterThan(1000);
  expect(reads).toBeLessThan(4 * trigger.states.length * goal.text.length);
});
