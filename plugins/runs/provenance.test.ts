import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse, type Report } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

const world = createWorld();
let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
  const skill = join(house.home, "home/tenants/default/skills/greet");
  mkdirSync(skill, { recursive: true });
  writeFileSync(join(skill, "SKILL.md"), "---\nname: greet\ndescription: Greets.\n---\n");
  writeFileSync(
    join(skill, "plan.yaml"),
    `triggers: ["greet {who} on {day}"]
slots: { who: { type: name }, day: { type: date } }
access: write
steps:
  - id: put
    do: { tool: { server: world, name: put_declared, args: {
      name: $slots.who, day: $slots.day, file: "\${slots.who}.md", value: hello, list: [a, b] } } }
`,
  );
});
afterAll(() => house[Symbol.asyncDispose]());

interface Row {
  readonly argument: string;
  readonly value: unknown;
  readonly from: string;
  readonly detail: string;
}

async function why(run: string, step: string) {
  const { arguments: rows } = await house.call<{ arguments: readonly Row[] }>("run.why", {
    run: `${run}@${step}`,
  });
  return Object.fromEntries(rows.map(({ argument, from, detail }) => [argument, [from, detail]]));
}

const GOAL = "put lamp on";

function recorded(from: JsonObject): JsonObject {
  return {
    steps: [
      call("look", "world__look", { name: "lamp" }),
      call(
        "put",
        "world__put_declared",
        {
          name: "lamp",
          value: "$look.name",
          note: "be bright",
          limit: 5,
          was: "off",
          in: "$goal.input",
        },
        { from },
      ),
    ],
  };
}

const FROM = {
  name: { from: "goal", span: [4, 8] },
  value: { from: "results", step: "look" },
  note: { from: "free", model: "scripted/large" },
  limit: { from: "default" },
  was: { from: "facts", name: "before" },
  in: { from: "input" },
};

describe("why says of each argument where it comes from", () => {
  test("as the plan has recorded it, with the value of the call", async () => {
    const { run } = await house.run(recorded(FROM), {
      goal: GOAL,
      input: "data",
      allow: ["world__*"],
    });
    // Data that came with the goal is not trusted with an effect.
    await house.call("run.answer", { run, value: true });
    await house.settled(run);
    expect(await why(run, "put")).toEqual({
      name: ["goal", "the goal, characters 4–8"],
      value: ["results", "step look"],
      note: ["free", "the words of scripted/large"],
      limit: ["default", "the tool's default"],
      was: ["facts", "the fact before"],
      in: ["input", "the input"],
    });
    const { arguments: rows } = await house.call<{ arguments: JsonObject[] }>("run.why", {
      run: `${run}@put`,
    });
    const row = (argument: string) => rows.find((one) => one["argument"] === argument);
    expect(row("value")).toMatchObject({ value: "lamp", reference: "$look.name" });
    expect(row("in")).toMatchObject({ value: "data", reference: "$goal.input" });
    expect(row("name")).toMatchObject({ value: "lamp", reference: null });
  });

  test("by itself where the plan records nothing", async () => {
    const { run } = await house.run(recorded({}), { goal: GOAL, allow: ["world__*"] });
    expect(await why(run, "put")).toMatchObject({
      name: ["plan", "the plan"],
      value: ["results", "step look"],
      limit: ["plan", "the plan"],
      in: ["input", "the input"],
    });
  });

  test("of a skill's plan, what the goal said and what the skill says", async () => {
    const { run } = await house.run(undefined, {
      goal: "greet Ines on 20 November 2026",
      allow: ["world__*"],
    });
    expect(await why(run, "put")).toEqual({
      name: ["goal", "the goal, characters 6–10"],
      day: ["goal", "the goal, as day"],
      file: ["goal", "the skill greet and the goal's who"],
      value: ["plan", "the skill greet"],
      list: ["plan", "the skill greet"],
    });
  });

  test("of an element, the step that its list came from", async () => {
    const plan = {
      steps: [
        call("list", "files__files_glob", { pattern: "*" }),
        call("each", "files__files_stat", { path: "$item" }, { each: "$list.paths" }),
      ],
    };
    writeFileSync(join(house.dir, "one.txt"), "1");
    const { run } = await house.run(plan);
    expect(await why(run, "each.0")).toEqual({ path: ["results", "each element of step list"] });
  });

  test("a plan that claims what the goal does not say is not believed", async () => {
    const { run } = await house.run(recorded({ name: { from: "goal", span: [0, 3] } }), {
      goal: GOAL,
      allow: ["world__*"],
    });
    expect(await why(run, "put")).toMatchObject({
      name: ["plan", "the plan: the goal does not say it"],
    });
  });
});

test("an approval shows the calls of each effect, and where their arguments come from", async () => {
  const run = await house.start(recorded(FROM), { goal: GOAL });
  const report = await house.settled(run);
  expect(report.standing).toBe("waiting");
  const [ask] = report.asks as readonly { detail: { effects: JsonObject[] } }[];
  expect(ask!.detail.effects).toMatchObject([
    {
      tool: "world__put_declared",
      effect: "probe",
      undoable: false,
      calls: [
        {
          step: "put",
          each: null,
          arguments: expect.arrayContaining([
            { argument: "name", value: "lamp", from: "goal", detail: "the goal, characters 4–8" },
            { argument: "value", value: "$look.name", from: "results", detail: "step look" },
            { argument: "limit", value: 5, from: "default", detail: "the tool's default" },
          ]),
        },
      ],
    },
  ]);
  await house.call("run.stop", { run });
  expect((await house.call<Report>("run.follow", { run })).asks).toEqual([]);
});
