import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { fillTemplate, referencesIn, resolveReferences } from "../plans/reference.ts";
import { instantiate } from "./instantiate.ts";

const step = (args: JsonObject, more: JsonObject = {}) => ({
  id: "s",
  intent: "Rename ${slots.x}",
  do: { tool: { server: "files", name: "t", args } },
  ...more,
});
const LOOKUP = (name: string) => ({ from: name, paths: ["secret"] }) as JsonValue;

/** The arguments as the tool will get them: read for references once, as the kernel does. */
function argsOf(plan: JsonObject): JsonValue {
  const [first] = plan["steps"] as unknown as { do: { tool: { args: JsonObject } } }[];
  return resolveReferences(first!.do.tool.args, LOOKUP);
}

/** Texts that would mean something if they were not values. */
const sly = fc.oneof(
  fc.constantFrom(
    "$notes.paths",
    "$$notes.paths",
    "$",
    "$$",
    "${notes.paths}",
    "{notes}",
    "$5",
    "",
  ),
  fc.string({ unit: fc.constantFrom("$", "{", "}", "n", ".", "[", "*", "]", " "), maxLength: 12 }),
);

describe("slots in a plan", () => {
  test("keep their types as whole values, and all else stays as it is", () => {
    const args = {
      n: "$slots.n",
      x: "$slots.x",
      file: "${slots.x}.md",
      ref: "$notes.paths",
      d: "$$5",
    };
    const plan = instantiate({ steps: [step(args)], answer: "${s.text}" }, { n: 3, x: "A" });
    expect(plan).toEqual({
      steps: [
        step({ n: 3, x: "A", file: "A.md", ref: "$notes.paths", d: "$$5" }, { intent: "Rename A" }),
      ],
      answer: "${s.text}",
    });
  });

  test("reach the tool as they are, whatever they look like", () => {
    fc.assert(
      fc.property(sly, sly, (x, y) => {
        const args = {
          whole: "$slots.x",
          alone: "${slots.x}",
          after: "a ${slots.x} b ${slots.y}",
          dollar: "$notes${slots.x}",
          literal: "$$${slots.x}${slots.y}",
          deep: [{ x: "$slots.x" }],
        };
        expect(argsOf(instantiate({ steps: [step(args)] }, { x, y }))).toEqual({
          whole: x,
          alone: x,
          after: `a ${x} b ${y}`,
          dollar: `$notes${x}`,
          literal: `$${x}${y}`,
          deep: [{ x }],
        });
      }),
      { numRuns: 1000 },
    );
  });

  test("reach the tool of a child run's plan as they are", () => {
    fc.assert(
      fc.property(sly, (x) => {
        const inner = {
          steps: [step({ whole: "$slots.x", part: "a${slots.x}", ref: "$$notes.paths" })],
        };
        const outer = { id: "child", do: { run: { goal: "about ${slots.x}", plan: inner } } };
        const plan = instantiate({ steps: [outer] }, { x });
        const [begun] = plan["steps"] as unknown as [{ do: JsonObject }];
        const { run } = resolveReferences(begun.do, LOOKUP) as unknown as {
          run: { goal: string; plan: JsonObject };
        };
        expect(run.goal).toBe(`about ${x}`);
        expect(argsOf(run.plan)).toEqual({ whole: x, part: `a${x}`, ref: ["secret"] });
      }),
    );
  });

  test("bring no reference into an answer", () => {
    const texts = fc.constantFrom("", "$", "{", "{notes.paths}", "$$", "a ${s.text} ", "}");
    fc.assert(
      fc.property(sly, sly, texts, texts, texts, (x, y, before, between, after) => {
        const answer = `${before}\${slots.x}${between}\${slots.y}${after}`;
        const plan = instantiate({ steps: [step({})], answer }, { x, y });
        const asked: string[] = [];
        const shown = fillTemplate(plan["answer"] as string, (name) => {
          asked.push(name);
          return { text: "T", paths: "SECRET" };
        });
        expect(asked.every((name) => name === "s")).toBe(true);
        const filled = (text: string) => text.replaceAll("${s.text}", "T");
        expect(shown.replaceAll("\u2060", "")).toBe(
          filled(before) + x + filled(between) + y + filled(after),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("bring no reference into what is expected", () => {
    const expect_ = [{ matches: { properties: { text: { const: "$slots.x" } } } }];
    const plan = instantiate({ steps: [step({}, { expect: expect_ })] }, { x: "$notes.paths" });
    expect(referencesIn(plan["steps"]!)).toEqual([]);
  });
});
