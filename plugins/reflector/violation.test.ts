import { describe, expect, test } from "bun:test";

import { mend, mending, stepsOf } from "../../bench/support/mending-house.ts";
import { call, has } from "../../bench/support/plan.ts";

const LOOK = {
  goal: "Look at x or at y",
  plan: { steps: [call("s1", "world__look", { name: "x" }, { expect: has("value", "5") })] },
};

describe("a violated expectation", () => {
  test("is mended with a piece of the goal, and the run is done", () =>
    mending(
      {
        ...LOOK,
        prepare: ({ things }) => void things.set("y", "5"),
        script: [mend({ id: "s1", tool: "world__look", args: { name: "y" } })],
      },
      ({ report, world, asked, plans }) => {
        expect([report.outcome, report.reason]).toEqual(["done", "all that was expected holds"]);
        expect(world.calls).toEqual(["look x", "look y"]);
        expect(asked).toHaveLength(1);
        const [step] = stepsOf(plans[1]);
        expect(step).toMatchObject({
          id: "s1",
          expect: [has("value", "5")],
          from: { name: { from: "goal", span: [16, 17] } },
        });
      },
    ));

  test("that the model cannot mend ends the run with its words and the violation", () =>
    mending(
      { ...LOOK, script: [JSON.stringify({ cannot: "neither\u001b[2J is  there", steps: [] })] },
      ({ report, world }) => {
        expect(report.outcome).toBe("incomplete");
        expect(report.missing).toEqual([
          expect.stringContaining("step s1: the answer: value"),
          "the model said: neither [2J is there",
        ]);
        expect(world.calls).toEqual(["look x"]);
      },
    ));

  test("is put before a model twice, and no third time", () =>
    mending(
      {
        ...LOOK,
        goal: "Look at x, at y or at z",
        script: ["y", "z", "x"].map((name) =>
          mend({ id: "s1", tool: "world__look", args: { name } }),
        ),
      },
      ({ report, world, asked }) => {
        expect(world.calls).toEqual(["look x", "look y", "look z"]);
        expect(asked).toHaveLength(2);
        expect(report.outcome).toBe("incomplete");
        expect(report.missing).toContain("the plan was replaced twice already");
      },
    ));

  test("of a skill's plan is left to people", () =>
    mending({ ...LOOK, ground: "skill" }, ({ report, asked }) => {
      expect(asked).toEqual([]);
      expect(report.outcome).toBe("incomplete");
      expect(report.missing).toEqual([report.reason]);
    }));

  test("of the goal is mended by another value in an effect that may be repeated", () =>
    mending(
      {
        goal: "Put 4 or 5 into x",
        plan: {
          steps: [call("s1", "world__put", { name: "x", value: "4" })],
          expect: {
            probe: { tool: "world__look", args: { name: "x" } },
            ...has("value", "5"),
          },
        },
        script: [mend({ id: "s1", tool: "world__put", args: { name: "x", value: "5" } })],
      },
      ({ report, world }) => {
        expect(world.things.get("x")).toBe("5");
        // What the first call did was never as expected, and nothing says what became of it.
        expect(report.missing).toEqual(["nothing has checked what step s1 did"]);
      },
    ));
});
