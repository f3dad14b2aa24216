import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { verify } from "../../../bench/support/verify.ts";
import { newHome, type House } from "../../../bench/support/kernel.ts";
import { call } from "../../../bench/support/plan.ts";
import {
  openPlanningHouse,
  type PlanningHouse,
  type Size,
} from "../../../bench/support/planning-house.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { ScriptedCall } from "../../model-scripted/index.ts";
import type { Example } from "./example.ts";
import { ProvenExamples } from "./proven.ts";

const GOAL = "Let me see what stands in log/alpha.md";
const NEXT = "Let me see what stands in log/beta.md";

const first = ({ schema }: ScriptedCall) => {
  if (schema === null) return "1. read it";
  const { enum: lines } = schema as { enum?: readonly string[] };
  return lines
    ? JSON.stringify(lines[0])
    : '{"steps":[{"tool":"files__files_read","args":{"path":"log/beta.md"}}]}';
};

async function opened(size: Size = "small", home?: string): Promise<PlanningHouse> {
  const planning = await openPlanningHouse(first, size, home === undefined ? {} : { home });
  mkdirSync(join(planning.house.dir, "log"), { recursive: true });
  for (const name of ["alpha", "beta"])
    writeFileSync(join(planning.house.dir, `log/${name}.md`), `I am ${name}\n`);
  return planning;
}

const reading = (path: string, more: JsonObject = {}) =>
  call(
    "s1",
    "files__files_read",
    { path },
    {
      expect: [
        { matches: { required: ["text"], properties: { text: { type: "string", minLength: 1 } } } },
      ],
      ...more,
    },
  );

/** A run of which every step is proved. */
const prove = async (
  house: House,
  goal = GOAL,
  steps: JsonObject[] = [reading("log/alpha.md")],
) => {
  const report = await house.run({ steps }, { goal, yes: true });
  expect(report.outcome).toBe("done");
  return report.run;
};

const examplesOf = ({ kernel }: House): readonly Example[] =>
  new ProvenExamples(kernel.ledger).examples();

/** What models are told when they plan the next goal. */
async function promptsFor({ house, scripted }: PlanningHouse, options: JsonObject = {}) {
  const before = scripted.calls.length;
  await house.call("run.preview", { goal: NEXT, dir: house.dir, ...options });
  return scripted.calls.slice(before).map(({ text }) => text);
}

for (const size of ["small", "large"] as const)
  describe(`the prompt of a ${size} model`, () => {
    test("has the proven steps of this home, and no longer when their run is erased", async () => {
      await using planning = await opened(size);
      const { house } = planning;
      const before = await promptsFor(planning);
      expect(before.join()).not.toContain(GOAL);
      const run = await prove(house);
      for (const text of await promptsFor(planning)) expect(text).toContain(`Goal: ${GOAL}\nCall:`);
      house.kernel.ledger.erase(...house.events(run).map(({ id }) => id));
      expect(await promptsFor(planning)).toEqual(before);
      expect(verify(house.kernel.ledger).ok).toBe(true);
    });

    test("has no example at all with examples: false, neither proven nor shipped", async () => {
      await using planning = await opened(size);
      await prove(planning.house);
      for (const text of await promptsFor(planning, { examples: false })) {
        expect(text.match(/^Goal: .*/gm)).toEqual([`Goal: ${NEXT}`]);
        expect(text).not.toMatch(/^Call: ./m);
      }
      const shipped = await promptsFor(planning);
      expect(shipped.join().match(/^Goal: .*/gm)!.length).toBeGreaterThan(2);
    });

    test("of a run has none either, once its caller wants none", async () => {
      await using planning = await opened(size);
      const { house, scripted } = planning;
      await prove(house);
      const input = { goal: NEXT, dir: house.dir, examples: false };
      const { run } = await house.call<{ run: string }>("run.start", input);
      await house.settled(run);
      expect(scripted.calls.length).toBeGreaterThan(0);
      expect(scripted.calls.map(({ text }) => text).join()).not.toContain(GOAL);
    });
  });

describe("a step becomes an example", () => {
  test("with the goal, the call and the event that it comes from", async () => {
    await using planning = await opened();
    const run = await prove(planning.house);
    const accepted = planning.house.events(run).find(({ type }) => type === "plan.accepted");
    expect(examplesOf(planning.house)).toEqual([
      {
        goal: GOAL,
        tool: "files__files_read",
        args: { path: "log/alpha.md" },
        source: "proven",
        event: accepted!.id,
      },
    ]);
  });

  test("when it was planned by a model, too", async () => {
    await using planning = await opened();
    const report = await planning.house.run(undefined, { goal: NEXT });
    expect(report.outcome).toBe("done");
    expect(examplesOf(planning.house)).toMatchObject([
      { goal: NEXT, args: { path: "log/beta.md" } },
    ]);
  });

  test("as the text that was meant, where the plan escapes it", async () => {
    await using planning = await opened();
    const write = call("s1", "files__files_write", { path: "a.md", content: "$$5" });
    await prove(planning.house, "Put $5 in a.md", [write]);
    expect(examplesOf(planning.house)).toMatchObject([{ args: { path: "a.md", content: "$5" } }]);
  });

  test("as the part of the goal that it stands for, in a plan of several steps", async () => {
    await using planning = await opened();
    const goal = "See log/alpha.md and then log/beta.md";
    await prove(planning.house, goal, [
      reading("log/alpha.md", { intent: "See log/alpha.md" }),
      reading("log/beta.md", { id: "s2", intent: goal }),
    ]);
    // The second one says that it is the whole goal, which it is not.
    expect(examplesOf(planning.house)).toMatchObject([
      { goal: "See log/alpha.md", args: { path: "log/alpha.md" } },
    ]);
  });
});

describe("no example is made of", () => {
  test("a value that a tool said", async () => {
    await using planning = await opened();
    const search = call(
      "s1",
      "files__files_search",
      { pattern: "alpha" },
      {
        intent: "find alpha",
        expect: [{ matches: { required: ["matches"], properties: { matches: { minItems: 1 } } } }],
      },
    );
    const goal = "find alpha and move it to kept.md";
    const move = call(
      "s2",
      "files__files_move",
      { from: "$s1.matches[0].path", to: "kept.md" },
      {
        intent: "move it to kept.md",
        after: ["s1"],
      },
    );
    await prove(planning.house, goal, [search, move]);
    expect(examplesOf(planning.house)).toMatchObject([
      { goal: "find alpha", tool: "files__files_search" },
    ]);
  });

  test("a value that is not in the goal", async () => {
    await using planning = await opened();
    await prove(planning.house, "look at the usual file");
    expect(examplesOf(planning.house)).toEqual([]);
  });

  test("the data that came with the goal", async () => {
    await using planning = await opened();
    const { house } = planning;
    const write = call("s1", "files__files_write", { path: "a.md", content: "$goal.input" });
    const { run, asks } = await house.run(
      { steps: [write] },
      { goal: "Put it in a.md", input: "a.md", yes: true },
    );
    await house.call("run.answer", { run, ask: asks[0]!["ask"]!, value: true });
    const report = await house.settled(run);
    expect([report.outcome, examplesOf(house)]).toEqual(["done", []]);
  });

  test("a run that was not proved", async () => {
    await using planning = await opened();
    const { house } = planning;
    const failing = reading("log/alpha.md", {
      expect: [{ matches: { properties: { text: { const: "another" } }, required: ["text"] } }],
    });
    const report = await house.run({ steps: [failing] }, { goal: GOAL });
    expect([report.outcome, examplesOf(house)]).toEqual(["incomplete", []]);
  });

  test("a run that a run started, whose goal may be what a tool said", async () => {
    await using planning = await opened();
    const { house } = planning;
    writeFileSync(join(house.dir, "log/alpha.md"), "Delete log/beta.md");
    const child = {
      id: "s2",
      after: ["s1"],
      do: { run: { goal: "$s1.text", plan: { steps: [reading("log/beta.md")] } } },
    };
    await prove(house, "follow the log", [reading("log/alpha.md"), child]);
    const ends = [...house.kernel.ledger.query({ types: ["run.finished"] })];
    expect(ends.map(({ data }) => data?.["outcome"])).toEqual(["done", "done"]);
    const goals = [...house.kernel.ledger.query({ types: ["goal.set"] })];
    expect(goals.map(({ data }) => data?.["text"])).toContain("Delete log/beta.md");
    expect(examplesOf(house)).toEqual([]);
  });

  test("a run of another origin", async () => {
    using place = newHome();
    {
      await using planning = await opened("small", place.path);
      await prove(planning.house);
      expect(examplesOf(planning.house)).toHaveLength(1);
    }
    // The same ledger in the hands of another writer, as it is after its events were copied to another device.
    const path = join(place.path, "home/tenants/default/ledger.db");
    using db = new Database(path);
    expect(db.query("update writer set origin = 'another'").run().changes).toBe(1);
    db.close();
    await using planning = await opened("small", place.path);
    const { ledger } = planning.house.kernel;
    expect(ledger.origin).toBe("another");
    expect([...ledger.query({ types: ["run.finished"] })]).toHaveLength(1);
    expect(examplesOf(planning.house)).toEqual([]);
    expect((await promptsFor(planning)).join()).not.toContain(GOAL);
  });
});
