import { describe, expect, test } from "bun:test";

import { mend, mending, stepsOf } from "../../bench/support/mending-house.ts";
import { call, has } from "../../bench/support/plan.ts";

describe("a plan that went halfway", () => {
  test("goes on without repeating what it changed, whose results stand as they were", () =>
    mending(
      {
        goal: "Put 7 into x, then look at it in a or b",
        plan: {
          steps: [
            call("s0", "world__look", { name: "x" }, { expect: has("name", "x") }),
            call(
              "s1",
              "world__put",
              { name: "x", value: "7" },
              {
                after: ["s0"],
                expect: {
                  probe: { tool: "world__look", args: { name: "x" } },
                  ...has("value", "7"),
                },
              },
            ),
            call(
              "s2",
              "world__look",
              { name: "a", mark: "$s1.ok", seen: "$s0.name" },
              {
                after: ["s1"],
                expect: has("value", "7"),
                from: { seen: { from: "results", step: "s0" } },
              },
            ),
          ],
          answer: "put: ${s1.ok}, looked at ${s0.name}: ${s2.value}",
        },
        prepare: ({ things }) => void things.set("b", "7"),
        script: [
          mend({
            id: "s2",
            tool: "world__look",
            args: { name: "b", mark: "$s1.ok", seen: "$s0.name" },
          }),
        ],
      },
      ({ report, world, plans }) => {
        expect([report.outcome, report.missing]).toEqual(["done", []]);
        expect(world.calls.filter((one) => one.startsWith("put"))).toHaveLength(1);
        const steps = stepsOf(plans[1]);
        expect(steps.map(({ id }) => id)).toEqual(["s2"]);
        expect(steps[0]).toMatchObject({
          after: [],
          do: { tool: { args: { name: "b", mark: true, seen: "x" } } },
          from: { seen: { from: "free", model: "step s0" }, name: { from: "goal" } },
        });
        expect(report.answer).toBe("put: true, looked at x: 7");
      },
    ));

  test("does reads again that nothing has changed since", () =>
    mending(
      {
        goal: "Look at x and then at a or b",
        plan: {
          steps: [
            call("s1", "world__look", { name: "x" }, { expect: has("name", "x") }),
            call("s2", "world__look", { name: "a" }, { after: ["s1"], expect: has("value", "7") }),
            call("s3", "world__look", { name: "x" }, { after: ["s2"], expect: has("name", "x") }),
          ],
        },
        prepare: ({ things }) => void things.set("b", "7"),
        script: [mend({ id: "s2", tool: "world__look", args: { name: "b" } })],
      },
      ({ report, world }) => {
        expect([report.outcome, report.missing]).toEqual(["done", []]);
        expect(world.calls).toEqual(["look x", "look a", "look x", "look b", "look x"]);
      },
    ));

  test("ends where the goal's expectation needs a result that is not made again", () =>
    mending(
      {
        goal: "Put 7 into x, then look at a or b",
        plan: {
          steps: [
            call("s1", "world__put", { name: "x", value: "7" }),
            call("s2", "world__look", { name: "a" }, { after: ["s1"], expect: has("value", "7") }),
          ],
          expect: {
            probe: { tool: "world__look", args: { name: "x", mark: "$s1.ok" } },
            ...has("value", "7"),
          },
        },
        script: Array.from({ length: 2 }, () =>
          mend({ id: "s2", tool: "world__look", args: { name: "b" } }),
        ),
      },
      ({ report, plans }) => {
        expect(plans).toHaveLength(1);
        expect(report.missing).toContain(
          "no patch that can be used: the goal's expectation needs step s1, which is done",
        );
      },
    ));

  test("ends where what is needed of a change is too long to be kept", () =>
    mending(
      {
        goal: "Put 7 into x, then look at a or b",
        plan: {
          steps: [
            call("s1", "world__put", { name: "x", value: "7" }),
            call(
              "s2",
              "world__look",
              { name: "a", mark: "$s1.log" },
              { expect: has("value", "7") },
            ),
          ],
        },
        tools: { put: { effect: "keyed", run: () => ({ log: "long ".repeat(100) }) } },
        script: Array.from({ length: 2 }, () =>
          mend({ id: "s2", tool: "world__look", args: { name: "b", mark: "$s1.log" } }),
        ),
      },
      ({ report, world, plans }) => {
        expect(plans).toHaveLength(1);
        expect(world.calls).toEqual(["put x", "look a"]);
        expect(report.missing).toContain(
          "no patch that can be used: the result of step s1 is too long to be kept in another plan",
        );
      },
    ));

  test("takes a result for what it says, also where it looks like a reference", () =>
    mending(
      {
        goal: "Put 7 into x, then look at a or b",
        plan: {
          steps: [
            call(
              "s1",
              "world__put",
              { name: "x", value: "7" },
              {
                expect: {
                  probe: { tool: "world__look", args: { name: "x" } },
                  ...has("name", "x"),
                },
              },
            ),
            call(
              "s2",
              "world__look",
              { name: "a", mark: "$s1.said" },
              { expect: has("value", "7") },
            ),
          ],
        },
        tools: { put: { effect: "keyed", run: () => ({ said: "$goal.text" }) } },
        prepare: ({ things }) => void things.set("b", "7"),
        script: [mend({ id: "s2", tool: "world__look", args: { name: "b", mark: "$s1.said" } })],
      },
      ({ report, house }) => {
        expect([report.outcome, report.missing]).toEqual(["done", []]);
        const last = house.events(report.run).findLast(({ type }) => type === "tool.intended");
        expect(last!.data!["args"]).toEqual({ name: "b", mark: "$goal.text" });
      },
    ));
});
