import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openHouse } from "../../../bench/support/kernel.ts";
import { call, has } from "../../../bench/support/plan.ts";
import { createWorld } from "../../../bench/support/world-server.ts";
import { refusalOf } from "../testing.ts";
import { ALLOW, keepingHouse, put } from "./testing.ts";

const world = createWorld();
const { house, skills, proved, keep, putLamp } = keepingHouse(() =>
  openHouse({ servers: [world.server] }),
);

describe("a proved run becomes a skill", () => {
  test("whose goals need no model: the next one of its kind runs by it", async () => {
    mkdirSync(join(house().dir, "notes"), { recursive: true });
    for (const name of ["plan", "budget"])
      writeFileSync(join(house().dir, `notes/${name}.md`), `about the ${name}`);
    const steps = [
      call("look", "files__files_stat", { path: "notes/plan.md" }, { intent: "Look at plan.md" }),
      call(
        "move",
        "files__files_move",
        { from: "$look.path", to: "archive/plan.md" },
        { intent: "Move it to archive/plan.md" },
      ),
    ];
    const more = {
      expect: [
        {
          probe: { tool: "files__files_stat", args: { path: "archive/plan.md" } },
          ...has("path", "archive/plan.md"),
        },
      ],
      answer: "${move.from} is archive/plan.md now",
    };
    const run = await proved('Move "notes/plan.md" to archive/plan.md!', steps, more);
    const kept = await keep(run, { write: true });
    expect(kept).toMatchObject({
      name: "move-to",
      trigger: "Move {path} to {to}!",
      access: "write",
      slots: [
        { name: "path", type: "path", value: "notes/plan.md" },
        { name: "to", type: "path", value: "archive/plan.md" },
      ],
      notes: [],
      change: "new",
      written: true,
    });
    const again = await house().run(undefined, {
      ...ALLOW,
      goal: "move notes/budget.md to archive/the budget.md",
    });
    expect(again).toMatchObject({
      outcome: "done",
      answer: "notes/budget.md is archive/the budget.md now",
      price: { tokens: 0 },
    });
    const text = await Bun.file(join(house().dir, "archive/the budget.md")).text();
    expect(text).toBe("about the budget");
    const shown = await house().call("skills.show", { name: "move-to" });
    expect(shown).toMatchObject({ example: 'Move "notes/plan.md" to archive/plan.md!' });
    expect(shown["body"]).toContain(`Run ${run} of `);
    const state = house().state(again.run, house().state(again.run).closed.at - 1);
    expect(state.plan?.ground).toMatchObject({ kind: "skill", name: "move-to" });
    expect(state.plan?.definition.steps[1]?.intent).toBe("Move it to archive/the budget.md");
  });

  test("is shown first: a diff, and nothing is written", async () => {
    const kept = await keep(await putLamp());
    expect(kept).toMatchObject({ name: "please-put-to", change: "new", written: false });
    expect(kept.diff).toStartWith("--- /dev/null\n+++ please-put-to/SKILL.md\n@@ -0,0 +1,");
    expect(kept.diff).toContain("\n+  - please put {name} to {value}\n");
    expect(kept.diff).toContain("\n+          value: $slots.value");
    expect(existsSync(skills())).toBe(false);
  });

  test("with the spans that its plan points at, though the words stand there twice", async () => {
    const from = {
      name: { from: "goal", span: [17, 21] },
      value: { from: "goal", span: [25, 27] },
    };
    const run = await proved("turn the on-lamp lamp to on", [
      put({ name: "lamp", value: "on" }, { from }),
    ]);
    const kept = await keep(run, { name: "turn", write: true });
    expect(kept.trigger).toBe("turn the on-lamp {name} to {value}");
    const again = await house().run(undefined, { ...ALLOW, goal: "turn the on-lamp door to off" });
    expect([again.outcome, world.things.get("door")]).toEqual(["done", "off"]);
  });

  test("with days, numbers and names as what they are", async () => {
    const args = { name: "Ines", day: "2026-11-20", times: 3, value: "3 times for Ines" };
    const goal = "greet Ines on 20 November 2026, 3x or rather 3 times";
    const from = { times: { from: "goal", span: [45, 46] } };
    const run = await proved(goal, [put(args, { from })]);
    const kept = await keep(run, { name: "greet", write: true });
    expect(kept.trigger).toBe("greet {name} on {day}, 3x or rather {times} times");
    expect(kept.slots.map(({ name, type }) => [name, type])).toEqual([
      ["name", "name"],
      ["day", "date"],
      ["times", "number"],
    ]);
    const again = await house().run(undefined, {
      ...ALLOW,
      goal: "greet Tom Ay on 1.2.2027, 3x or rather 12 times",
    });
    const intent = house()
      .events(again.run)
      .find(({ type }) => type === "tool.intended");
    expect(intent?.data?.["args"]).toEqual({
      name: "Tom Ay",
      day: "2027-02-01",
      times: 12,
      value: "3 times for Tom Ay",
    });
  });

  test("that may only read when its run only read", async () => {
    const look = call("look", "world__look", { name: "lamp" }, { expect: has("name", "lamp") });
    const run = await proved("how is the lamp?", [look], {}, { access: "read" });
    const kept = await keep(run, { write: true });
    expect(kept).toMatchObject({ access: "read", trigger: "how is the {name}?" });
    const again = await house().run(undefined, { goal: "How is the door", access: "read" });
    expect(again.outcome).toBe("done");
  });

  test("and says what of it stays as it was", async () => {
    const from = { value: { from: "free", model: "scripted/large" } };
    const steps = [put({ name: "lamp", value: "bright as day" }, { from })];
    const kept = await keep(await proved("light the lamp up", steps));
    expect(kept.notes).toEqual([
      'value of step put stays "bright as day": the words of scripted/large',
    ]);
    expect(kept.diff).toContain(`+- ${kept.notes[0]}`);
    const twice = await keep(await proved("lamp, my lamp", [put({ name: "lamp", value: "x" })]));
    expect(twice.notes).toEqual([
      'name of step put stays "lamp": the goal says it more than once',
      "no argument stands in the goal: it covers just this goal",
    ]);
  });
});

describe("a name that is taken", () => {
  const present = () => readFileSync(join(skills(), "please-put-to/plan.yaml"), "utf8");

  test("is not taken again without being named", async () => {
    await keep(await putLamp(), { write: true });
    const before = present();
    const run = await proved("please put moon to full", [put({ name: "moon", value: "full" })]);
    const refusal = await refusalOf(keep(run, { write: true }));
    expect([refusal.code, refusal.message]).toEqual([
      "usage",
      "there is a skill called please-put-to already",
    ]);
    expect(refusal.hint).toContain(`glassbox skills keep ${run} --name please-put-to`);
    expect(present()).toBe(before);
  });

  test("shows what would change, and is replaced when that is asked for", async () => {
    const first = await putLamp();
    await keep(first, { write: true });
    writeFileSync(join(skills(), "please-put-to/notes.txt"), "mine");
    const steps = [put({ name: "moon", value: "full" }, { intent: "Put the moon up" })];
    const run = await proved("please put moon to full", steps);
    const named = { name: "please-put-to" };
    const shown = await keep(run, named);
    expect(shown).toMatchObject({ change: "changed", written: false });
    expect(shown.diff).toContain("--- please-put-to/plan.yaml\n+++ please-put-to/plan.yaml\n@@ -");
    expect(shown.diff).toMatch(/^\+ {4}intent: Put the \$\{slots.name\} up$/m);
    expect(present()).not.toContain("intent");
    expect(await keep(run, { ...named, write: true })).toMatchObject({ written: true });
    expect(present()).toContain("intent");
    expect(existsSync(join(skills(), "please-put-to/notes.txt"))).toBe(true);
    expect(await keep(run, { write: true })).toMatchObject({ change: "same", diff: "" });
  });
});
