import { describe, expect, test } from "bun:test";

import { call, has } from "../../bench/support/plan.ts";
import type { ServedTool } from "../../bench/support/tool-server.ts";
import { mending } from "../../bench/support/mending-house.ts";

/** As the planner estimates tokens. */
const tokensOf = (text: string) => Math.ceil(text.length / 3.2);

describe("what the model is shown", () => {
  test("stays within 600 tokens, whatever goal, error, results and tools are like", async () => {
    const long = "long ".repeat(800);
    const value = { type: "string", description: long };
    const wordy: ServedTool = {
      description: long,
      inputSchema: { type: "object", properties: { name: value }, required: ["name"] },
      run: () => ({ value: long, others: Array.from({ length: 50 }, () => "x".repeat(100)) }),
    };
    const tools = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`wordy_${"w".repeat(40)}_${index}`, wordy]),
    );
    const first = Object.keys(tools)[0]!;
    await mending(
      {
        goal: `Look at it ${long}`.slice(0, 4000),
        plan: {
          steps: [
            call("s1", `world__${first}`, { name: long }),
            call(
              "s2",
              `world__${first}`,
              { name: long },
              { after: ["s1"], expect: has("value", "5") },
            ),
            call("s3", `world__${first}`, { name: "$s2.value" }),
          ],
        },
        tools,
        script: [JSON.stringify({ cannot: "no", steps: [] })],
      },
      ({ asked }) => {
        expect(asked).toHaveLength(1);
        expect(tokensOf(asked[0]!.text)).toBeLessThanOrEqual(600);
        expect(tokensOf(asked[0]!.text)).toBeGreaterThan(400);
      },
    );
  });

  test("is the goal, what went wrong, what is known and what may be used, and no transcript", () =>
    mending(
      {
        goal: "Look at x or at y",
        plan: {
          steps: [
            call("s1", "world__look", { name: "secret" }, { learn: { colour: "$s1.name" } }),
            call("s2", "world__look", { name: "x" }, { after: ["s1"], expect: has("value", "5") }),
          ],
        },
        script: [JSON.stringify({ cannot: "no", steps: [] })],
      },
      ({ asked: [asked] }) => {
        const [, user] = asked!.options.prompt;
        expect((user!.content as { text: string }[])[0]!.text.split("\n")).toEqual([
          "Goal: Look at x or at y",
          "s2: world__look(name: x)",
          expect.stringMatching(/^s2 is not as expected: "the answer: value/),
          'Known: colour = "secret"',
          'Found: $s1.name = "secret"',
          "Tools (new: r1, r2):",
          "world__look(name):",
          ...Array(3).fill(expect.stringMatching(/^\w+__\w+\([\w, ]*\):/)),
        ]);
      },
    ));
});
