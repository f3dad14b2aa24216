import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { answering, openAskingHouse } from "../../bench/support/asking-house.ts";
import { decisionsOf, expectTrue, type Made, typesAmong } from "../../bench/support/decisions.ts";
import { openHouse } from "../../bench/support/kernel.ts";
import { mend, mending } from "../../bench/support/mending-house.ts";
import { call, has } from "../../bench/support/plan.ts";
import { openPlanningHouse } from "../../bench/support/planning-house.ts";
import { canonicalize } from "../../kernel/json.ts";
import type { Script } from "../model-scripted/index.ts";
import { DECISION } from "./event.ts";

const GOAL = "Rename Bluebird to Kestrel everywhere";

describe("the plan of a skill", () => {
  test("is a decision: the trigger that took the goal, and the skills that came near, with their scores", async () => {
    await using house = await openHouse();
    writeFileSync(join(house.dir, "Bluebird.md"), "# Bluebird\n");
    const { run } = await house.run(undefined, { goal: GOAL, yes: true });
    const [made, ...more] = decisionsOf(house, run);
    expect(more).toEqual([]);
    expect(expectTrue(house, run, made!).type).toBe("plan.accepted");
    const { name } = house.events(run).find(({ type }) => type === "plan.accepted")!.data![
      "ground"
    ] as { name: string };
    expect(made).toMatchObject({ kind: "plan", choice: `the skill ${name}`, confidence: null });
    expect(made!.rationale).toMatch(/^its trigger ".*" takes the whole goal, and leaves 15 of 37 /);
    expect(typesAmong(house, made!.grounds)).toEqual(["goal.set"]);
    expect(made!.event.actor).toBe("driver/goal");
    expect(made!.alternatives.length).toBeGreaterThan(0);
    for (const { choice, reason, score } of made!.alternatives) {
      expect(choice).toStartWith("the skill ");
      expect(choice).not.toBe(made!.choice);
      expect(reason).not.toBe("");
      expect(score).toBeGreaterThan(0);
    }
  });

  test("stands in the run's first append, so that no plan is without it", async () => {
    await using house = await openHouse();
    const commits: string[][] = [];
    house.kernel.ledger.onCommit((events) => commits.push(events.map(({ type }) => type)));
    await house.run(undefined, { goal: GOAL, yes: true });
    const first = commits.find((types) => types.includes("run.started"))!;
    const place = first.indexOf(DECISION);
    expect(first.slice(place - 1, place + 2)).toEqual(["goal.set", DECISION, "plan.accepted"]);
  });

  test("is decided by what is on record alone: the same goal in another home, at another time, says the same", async () => {
    const said: string[] = [];
    for (let home = 0; home < 2; home++) {
      await using house = await openHouse();
      const { run } = await house.run(undefined, { goal: GOAL, yes: true });
      const [{ event, change, grounds, previous, next, ...rest }] = decisionsOf(house, run) as [
        Made,
      ];
      said.push(canonicalize({ ...rest, grounds: typesAmong(house, grounds) } as never));
      expect([event, change, previous, next].every(Boolean)).toBe(true);
    }
    expect(said[0]).toBe(said[1]!);
  });
});

test("a question that no skill covers says which skills came near it, and that it reads passages instead", async () => {
  await using house = await openHouse();
  const goal = "When did I last see Ines?";
  const { run } = await house.run(undefined, { goal, access: "read" });
  const [made] = decisionsOf(house, run);
  expectTrue(house, run, made!);
  expect(made!.choice).toBe("the passages that have most of the question's words");
  expect(made!.alternatives.length).toBeGreaterThan(0);
});

test("an answer in sentences says how many the passages carry, and how many they do not", async () => {
  const script: Script = ({ text }) =>
    answering(text, ["Bluebird has an oak floor.", "Oak"], ["Ines has three horses.", "Oak"]);
  const files = { "Bluebird.md": "# Bluebird\n\nOak floor in Bluebird.\n" };
  await using asking = await openAskingHouse(files, script);
  const { report } = await asking.ask("Which floor does Bluebird have?");
  const [passages, answer] = decisionsOf(asking.house, report.run);
  for (const one of [passages!, answer!]) expectTrue(asking.house, report.run, one);
  expect(answer).toMatchObject({
    kind: "answer",
    choice: "1 sentence of the model scripted/any",
    rationale: "the passages that they cite carry them",
    alternatives: [{ choice: "1 sentence", reason: "no passage that they cite carries them" }],
  });
  expect(typesAmong(asking.house, answer!.grounds)).toEqual(["goal.set", "model.answered"]);
});

test("a plan that a person gives is nobody's decision here", async () => {
  await using house = await openHouse();
  writeFileSync(join(house.dir, "a.md"), "a\n");
  const plan = { steps: [call("a", "files__files_read", { path: "a.md" })] };
  const { run } = await house.run(plan);
  expect(decisionsOf(house, run)).toEqual([]);
});

describe("the plan of a model", () => {
  test("that plans in words first is given with those words, and with the tools that it passed over", async () => {
    const words = "1. files_read: look into inbox.md, because the goal names it";
    const plan = '{"steps":[{"tool":"files__files_read","args":{"path":"inbox.md"}}]}';
    await using planning = await openPlanningHouse(
      ({ schema }) => (schema === null ? words : plan),
      "large",
    );
    const { house } = planning;
    writeFileSync(join(house.dir, "inbox.md"), "milk\n");
    const { run } = await house.run(undefined, { goal: "Read inbox.md" });
    const [made] = decisionsOf(house, run);
    expectTrue(house, run, made!);
    expect(made!.rationale).toBe(`the model scripted/any planned: ${words}`);
    expect(made!.choice).toBe("files__files_read");
    expect(typesAmong(house, made!.grounds)).toEqual([
      "goal.set",
      "model.answered",
      "model.answered",
    ]);
    expect(made!.alternatives.length).toBeGreaterThan(0);
    const scores = made!.alternatives.map(({ score }) => score!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(made!.alternatives.map(({ choice }) => choice)).not.toContain("files__files_read");
  });

  test("that only points names the lines that it was shown and did not copy", async () => {
    const first = ({ schema }: { schema: unknown }) =>
      JSON.stringify((schema as { enum: string[] }).enum[0]);
    const goal = "show notes about the garden";
    await using planning = await openPlanningHouse(first, "small");
    const { house, scripted } = planning;
    const { run } = await house.run(undefined, { goal });
    const [made, mended] = decisionsOf(house, run);
    expectTrue(house, run, made!);
    const linesOf = (index: number) => (scripted.calls[index]!.schema as { enum: string[] }).enum;
    const lines = linesOf(0);
    expect(lines.length).toBeGreaterThan(1);
    expect(made!.rationale).toBe(
      `the model scripted/any chose for "${goal}" ${lines[0]} of ${lines.length} calls`,
    );
    expect(made!.alternatives.map(({ choice }) => choice)).toEqual(lines.slice(1));
    // There is no such folder, so it points once more.
    expectTrue(house, run, mended!);
    expect(mended).toMatchObject({ kind: "mend", choice: `s1 is now ${linesOf(1)[0]}` });
    expect(mended!.alternatives.map(({ choice }) => choice)).toEqual(linesOf(1).slice(1));
  });

  test("that is none ends the run, and why is the decision", async () => {
    const nothing = { text: "no JSON", ignoresSchema: true };
    await using planning = await openPlanningHouse(() => nothing, "large");
    const { house } = planning;
    const { run, outcome } = await house.run(undefined, { goal: "Read inbox.md" });
    expect(outcome).toBe("incomplete");
    const [made] = decisionsOf(house, run);
    expect(expectTrue(house, run, made!).type).toBe("run.finished");
    expect(made).toMatchObject({ kind: "finish", choice: "end the run" });
    expect(made!.rationale).toContain("wrote no plan that can be read");
  });
});

describe("a mend", () => {
  const plan = {
    steps: [call("s1", "world__look", { name: "door" }, { expect: [has("value", "on")] })],
  };
  const goal = 'Look whether "door" or "lamp" is on';
  const changed = mend({ id: "s1", tool: "world__look", args: { name: "lamp" } });

  test("is a decision that names what was not as expected, and rests on it", async () => {
    const prepare = ({ things }: { things: Map<string, string> }) => void things.set("lamp", "on");
    await mending({ goal, plan, script: [changed], prepare }, ({ house, report }) => {
      const [, made] = [null, ...decisionsOf(house, report.run)];
      expect(made).toMatchObject({ kind: "mend", choice: "s1 is now look(name: lamp)" });
      expect(expectTrue(house, report.run, made!).type).toBe("plan.accepted");
      expect(made!.rationale).toStartWith("s1 is not as expected: ");
      const types = typesAmong(house, made!.grounds);
      expect(types).toContain("expect.violated");
      expect(types).toContain("model.answered");
    });
  });

  test("that a model refuses is an end in its own words", async () => {
    const script = [JSON.stringify({ cannot: "the door is shut", steps: [] })];
    await mending({ goal, plan, script }, ({ house, report }) => {
      const [made] = decisionsOf(house, report.run);
      expect(made).toMatchObject({
        kind: "finish",
        rationale: "the model said: the door is shut",
      });
      expect(expectTrue(house, report.run, made!).type).toBe("run.finished");
    });
  });

  test("of a skill's plan is not made, and that is said", async () => {
    await mending({ goal, plan, ground: "skill" }, ({ house, report }) => {
      const [made] = decisionsOf(house, report.run);
      expect(made!.rationale).toBe(
        "only what a model planned is mended, and this plan is of kind skill",
      );
    });
  });
});

test("without the plugin runs go on as they did, and no decision is kept", async () => {
  await using house = await openHouse({ without: ["decision"] });
  writeFileSync(join(house.dir, "Bluebird.md"), "# Bluebird\n");
  const { run, outcome } = await house.run(undefined, { goal: GOAL, yes: true });
  expect(outcome).toBe("done");
  expect(house.events(run).filter(({ type }) => type === DECISION)).toEqual([]);
});
