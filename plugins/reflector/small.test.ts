import { describe, expect, test } from "bun:test";

import { call, has } from "../../bench/support/plan.ts";
import type { ScriptedCall } from "../model-scripted/index.ts";
import { mending, stepsOf } from "../../bench/support/mending-house.ts";

const LOOK = {
  goal: "Look at x or at y",
  plan: { steps: [call("s1", "world__look", { name: "x" }, { expect: has("value", "5") })] },
  isSmall: true,
};

const linesOf = (asked: readonly ScriptedCall[]) => asked[0]!.schema?.["enum"] as string[];

describe("a small model", () => {
  test("chooses one call out of a few, each made of the goal", () =>
    mending(
      {
        ...LOOK,
        prepare: ({ things }) => void things.set("y", "5"),
        script: ['"look(name: y)"'],
      },
      ({ report, world, asked, plans }) => {
        const lines = linesOf(asked);
        expect(lines.length).toBeLessThanOrEqual(9);
        expect(lines).toContain("look(name: y)");
        expect(lines.at(-1)).toBe("give up");
        expect(lines).not.toContain("look(name: x)");
        expect(report.outcome).toBe("done");
        expect(world.calls).toEqual(["look x", "look y"]);
        expect(stepsOf(plans[1])[0]!["from"]).toEqual({ name: { from: "goal", span: [16, 17] } });
      },
    ));

  test("may take another read for the same", () =>
    mending(
      {
        ...LOOK,
        tools: {
          listed: {
            description: "Looks at a thing in the list",
            inputSchema: {
              type: "object",
              properties: { name: { type: "string" } },
              required: ["name"],
            },
            outputSchema: {
              type: "object",
              properties: { value: { type: "string" } },
              required: ["value"],
            },
            run: () => ({ value: "5" }),
          },
        },
        script: ["listed(name: x)"].map((text) => JSON.stringify(text)),
      },
      ({ report, world, plans }) => {
        expect([report.outcome, report.missing]).toEqual(["done", []]);
        expect(world.calls).toEqual(["look x", "listed x"]);
        expect(stepsOf(plans[1])[0]!["expect"]).toEqual([
          { matches: { properties: { value: { type: "string" } }, required: ["value"] } },
        ]);
      },
    ));

  test("may give up, and the run says so beside what was violated", () =>
    mending({ ...LOOK, script: ['"give up"'] }, ({ report, plans }) => {
      expect(plans).toHaveLength(1);
      expect(report.outcome).toBe("incomplete");
      expect(report.missing).toEqual([
        expect.stringContaining("step s1: the answer: value"),
        "the model gave up",
      ]);
    }));

  test("that says something else is asked for a number, once", () =>
    mending(
      {
        ...LOOK,
        prepare: ({ things }) => void things.set("y", "5"),
        script: ({ index, schema, text }) => {
          if (index === 0) return { text: "look at y please", ignoresSchema: true };
          expect(schema?.["required"]).toEqual(["choice"]);
          const line = text.split("\n").find((one) => one.endsWith(". look(name: y)"))!;
          return JSON.stringify({ choice: Number.parseInt(line) });
        },
      },
      ({ report, asked }) => {
        expect(asked).toHaveLength(2);
        expect(report.outcome).toBe("done");
      },
    ));

  test("that says nothing that can be used changes nothing", () =>
    mending(
      {
        ...LOOK,
        script: () => ({ text: '{"choice": 99, "call": "forget(name: x)"}', ignoresSchema: true }),
      },
      ({ report, world, asked }) => {
        expect(asked).toHaveLength(2);
        expect(world.calls).toEqual(["look x"]);
        expect(report.missing).toContain("the model chose nothing that can be used");
      },
    ));

  test("is not asked where the goal names nothing else", () =>
    mending({ ...LOOK, goal: "x" }, ({ report, asked }) => {
      expect(asked).toEqual([]);
      expect(report.missing).toContain("the goal names nothing else to try");
    }));
});
