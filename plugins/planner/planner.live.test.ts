import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import type { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";

const ADDRESS = process.env["OLLAMA_HOST"];
const MODEL = "ollama/smollm2:135m";
const PATIENCE = 120_000;

if (!ADDRESS) console.error("OLLAMA_HOST is not set: the live tests of the planner are skipped");

const plugin = (name: string) => ({
  name,
  load: async () => (await import(`../${name}/index.ts`)).plugin,
});

function open(config: JsonObject = {}): Promise<House> {
  const plugins = ["models", "model-ollama"].map(plugin);
  return openHouse({ plugins, without: ["skills"], config });
}

describe.skipIf(!ADDRESS)("a model of 135 million parameters", () => {
  let house: House;
  beforeAll(async () => {
    house = await open();
  });
  afterAll(() => house[Symbol.asyncDispose]());

  /** A run whose plan the model made: everything that it was asked is on record, with its price. */
  async function reach(goal: string) {
    const input = { goal, dir: house.dir, model: MODEL, yes: true };
    const { run } = await house.call<{ run: string }>("run.start", input);
    const report = await house.settled(run);
    const calls = house.events(run).filter(({ type }) => type.startsWith("model."));
    expect(calls.map(({ type }) => type)).toContain("model.answered");
    expect(report.price["tokens"]).toBeGreaterThan(20);
    return report;
  }

  test(
    "renames a file, and it is proved",
    async () => {
      writeFileSync(join(house.dir, "a.txt"), "one");
      expect((await reach("Rename a.txt to b.txt")).outcome).toBe("done");
      expect([existsSync(join(house.dir, "a.txt")), existsSync(join(house.dir, "b.txt"))]).toEqual([
        false,
        true,
      ]);
    },
    PATIENCE,
  );

  test(
    "finds a file by what it says and moves it",
    async () => {
      writeFileSync(join(house.dir, "plan.md"), "the quarterly target is five\n");
      mkdirSync(join(house.dir, "archive"), { recursive: true });
      const goal = 'Find the file that mentions "quarterly target" and move it to archive/plan.md';
      expect((await reach(goal)).outcome).toBe("done");
      expect(readFileSync(join(house.dir, "archive/plan.md"), "utf8")).toContain("five");
    },
    PATIENCE,
  );

  test(
    "says honestly that it has no plan for what nothing here can do",
    async () => {
      const input = { goal: "Paint the fence blue", dir: house.dir, model: MODEL };
      const refusal = await house
        .call("run.preview", input)
        .catch((error: unknown) => error as KernelError);
      expect(refusal).toMatchObject({ code: "no_plan" });
    },
    PATIENCE,
  );

  test(
    "asked for a whole plan, which is beyond it, ends in a plan that holds or in none",
    async () => {
      await using large = await open({ models: { planFreeFrom: 1 } });
      writeFileSync(join(large.dir, "notes.md"), "hello");
      const input = { goal: "Read notes.md", dir: large.dir, model: MODEL };
      const found = await large
        .call<{ plan: { steps: JsonObject[] } }>("run.preview", input)
        .catch((error: unknown) => error as KernelError);
      if ("plan" in found) expect(found.plan.steps.length).toBeGreaterThan(0);
      else expect(["no_plan", "unavailable"]).toContain(found.code);
    },
    PATIENCE,
  );
});
