import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mend, mending, stepsOf } from "../../bench/support/mending-house.ts";
import { call, has } from "../../bench/support/plan.ts";

describe("an error", () => {
  const flaky = (failures: number) => {
    let calls = 0;
    return {
      run() {
        if (++calls <= failures) throw new Error("not now");
        return { value: "5" };
      },
    };
  };
  const plan = {
    steps: [call("s1", "world__flaky", { name: "x" }, { expect: has("value", "5") })],
  };

  test("of a read is tried again once, without a model", () =>
    mending({ goal: "Read x", plan, tools: { flaky: flaky(1) } }, ({ report, asked, world }) => {
      expect(report.outcome).toBe("done");
      expect(world.calls).toEqual(["flaky x", "flaky x"]);
      expect(asked).toEqual([]);
    }));

  test("that comes again is put before a model", () =>
    mending(
      {
        goal: "Read x or y",
        plan,
        tools: { flaky: flaky(2) },
        script: [mend({ id: "s1", tool: "world__flaky", args: { name: "y" } })],
      },
      ({ report, asked, world }) => {
        expect(report.outcome).toBe("done");
        expect(world.calls).toEqual(["flaky x", "flaky x", "flaky y"]);
        expect(asked).toHaveLength(1);
      },
    ));

  test("of a step that changes something is tried once more under its effect id, and no more", () =>
    mending(
      { goal: "Break x", plan: { steps: [call("s1", "world__break", { name: "x" })] } },
      ({ report, asked, world }) => {
        expect(report.outcome).toBe("failed");
        expect(world.calls).toEqual(["break x", "break x"]);
        expect(asked).toEqual([]);
      },
    ));

  test("of a step that changes something is put before a model when half the budget is spent", () =>
    mending(
      {
        goal: "Break x, or put 1 there as y",
        plan: { steps: [call("s1", "world__break", { name: "x" })] },
        budget: { steps: 4 },
        script: [mend({ id: "s1", tool: "world__break", args: { name: "y" } })],
      },
      ({ report, world }) => {
        expect(world.calls).toEqual(["break x", "break x", "break y", "break y"]);
        expect(report.outcome).toBe("failed");
      },
    ));

  test("of what may be done only once is never followed by the same call", () =>
    mending(
      {
        goal: "Send x or y",
        plan: { steps: [call("s1", "world__send", { name: "x" })] },
        tools: {
          send: {
            effect: "once",
            run() {
              throw new Error("lost the line");
            },
          },
        },
        budget: { steps: 2 },
      },
      ({ report, asked, world }) => {
        expect(world.calls).toEqual(["send x"]);
        expect(asked).toEqual([]);
        expect(report.missing).toContain(
          "step s1 may have changed something, and only a person can have it done again",
        );
      },
    ));
});

describe("a new read", () => {
  test("finds what a step could not", () =>
    mending(
      {
        goal: 'Show the file that mentions "Lisbon"',
        plan: {
          steps: [
            call(
              "s1",
              "files__files_read",
              { path: "lisbon.md" },
              { from: { path: { from: "free" } } },
            ),
          ],
        },
        prepare(_, dir) {
          mkdirSync(join(dir, "notes"));
          writeFileSync(join(dir, "notes", "trip.md"), "Lisbon in May\n");
        },
        script: [
          mend(
            {
              id: "r1",
              tool: "files__files_search",
              args: { pattern: "Lisbon", path: "(none)" },
            },
            { id: "s1", tool: "files__files_read", args: { path: "$r1" } },
          ),
        ],
      },
      ({ report, plans, asked }) => {
        expect([report.outcome, report.missing]).toEqual(["done", []]);
        expect(asked).toHaveLength(1);
        expect(report.answer).toContain("Lisbon in May");
        const [first, second] = stepsOf(plans.at(-1));
        expect(first).toMatchObject({ id: "r1", from: { pattern: { from: "goal" } } });
        expect(second).toMatchObject({
          id: "s1",
          after: ["r1"],
          do: { tool: { args: { path: "$r1.matches[0].path" } } },
          from: { path: { from: "results", step: "r1" } },
        });
      },
    ));
});
