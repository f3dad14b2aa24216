import { expect, test } from "bun:test";
import fc from "fast-check";

import { openHouse } from "../../../bench/support/kernel.ts";
import { createWorld } from "../../../bench/support/world-server.ts";
import { keepingHouse, put } from "./testing.ts";

const world = createWorld();
const { house, proved, keep } = keepingHouse(() => openHouse({ servers: [world.server] }));

test("what is kept makes just the proved plan from its own goal, and the same with other values from another", async () => {
  const value = fc
    .array(
      fc.constantFrom(
        "moon",
        "$notes",
        "${put.name}",
        "a|b",
        "{x}",
        "[y]",
        "(z)",
        "\\",
        "ü",
        "42",
        '"q"',
        "it's",
        "$$9",
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((words) => words.join(" "));
  const written = (text: string) => (text.startsWith("$") ? `$${text}` : text);
  const goalOf = (name: string, text: string) => `set the thing ${name} over to (${text}) now`;
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(value, value, value, value, async (name, text, otherName, otherText) => {
      const goal = goalOf(name, text);
      const at = goal.indexOf(` over to (`);
      const from = {
        name: { from: "goal", span: [at - name.length, at] },
        value: { from: "goal", span: [at + 10, at + 10 + text.length] },
      };
      const step = put({ name: written(name), value: written(text) }, { from });
      const run = await proved(goal, [step]);
      const named = { name: "set", write: true };
      const done = await keep(run, named).catch((error: Error) => error);
      // Quotes around a whole value are the goal's, and no skill takes them for a part of it.
      if (done instanceof Error) return expect(done.message).toMatch(/another one|does not cover/);
      kept++;
      const preview = (said: string) =>
        house().call<{ plan: { steps: { do: unknown }[] } }>("run.preview", {
          goal: said,
          dir: house().dir,
        });
      const own = await preview(goal);
      expect(own.plan.steps[0]!.do).toEqual(step["do"]);
      if (/^["']|["']$/.test(`${otherName}${otherText}`)) return;
      const other = await preview(goalOf(otherName, otherText));
      expect(other.plan.steps[0]!.do).toMatchObject({
        tool: { args: { name: written(otherName), value: written(otherText) } },
      });
    }),
    { numRuns: 40 },
  );
  expect(kept).toBeGreaterThan(10);
});
