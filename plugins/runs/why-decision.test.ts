import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { DecisionView } from "./why-decision.ts";

const GOAL = "Rename Bluebird to Kestrel everywhere";

interface Why {
  readonly step: string | null;
  readonly decisions: readonly DecisionView[];
  readonly events: readonly JsonObject[];
}

let answers = false;
const late = toolServer("late", {
  look: { run: ({ n }) => ({ n: n ?? null }) },
  send: {
    effect: "keyed",
    run: async ({ n }) => {
      if (!answers) await new Promise(() => {});
      return { n: n ?? null };
    },
  },
});

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [late], callTimeout: 50 });
  writeFileSync(join(house.dir, "Bluebird.md"), "# Bluebird\n\nA project.\n");
});
afterAll(() => house[Symbol.asyncDispose]());

const why = (address: string) => house.call<Why>("run.why", { run: address });
const numberOf = (run: string, type: string) =>
  house.events(run).find((event) => event.type === type)!.bseq;

describe("why shows the decision", () => {
  test("behind a step's plan, with what it rests on and the states around it", async () => {
    const { run } = await house.run(undefined, { goal: GOAL, yes: true });
    const step = house.state(run, numberOf(run, "plan.accepted")).plan!.definition.steps[0]!.id;
    const { decisions } = await why(`${run}@${step}`);
    expect(decisions).toHaveLength(1);
    const [decision] = decisions;
    expect(decision).toMatchObject({ kind: "plan", by: "driver/goal", confidence: null });
    expect(decision!.choice).toStartWith("the skill ");
    expect(decision!.alternatives.length).toBeGreaterThan(0);
    expect(decision!.grounds).toMatchObject([{ type: "goal.set", what: GOAL, source: null }]);
    expect(decision!.change).toMatchObject({ type: "plan.accepted" });
    expect(decision!.previous).toMatch(/^[0-9a-f]{64}$/);
    expect(decision!.next).not.toBe(decision!.previous);
  });

  test("of an event that belongs to no step, and of a decision itself", async () => {
    const { run } = await house.run(undefined, { goal: GOAL, yes: true });
    const [accepted, made] = [numberOf(run, "plan.accepted"), numberOf(run, "decision.made")];
    const ofPlan = await why(`${run}@${accepted}`);
    const ofDecision = await why(`${run}@${made}`);
    expect([ofPlan.step, ofDecision.step]).toEqual([null, null]);
    expect(ofPlan.decisions).toEqual(ofDecision.decisions);
    expect(ofPlan.events).toMatchObject([{ n: accepted, type: "plan.accepted" }]);
  });

  test("about the step itself, such as a doubt that was settled", async () => {
    const settled = Promise.withResolvers<void>();
    const stop = house.kernel.ledger.onCommit((events) => {
      if (events.some(({ type }) => type === "tool.settled")) settled.resolve();
    });
    const plan = { steps: [call("s", "late__send", { n: 1 })] };
    const run = await house.start(plan, { allow: ["late__*"] });
    await settled.promise;
    stop();
    answers = true;
    await house.settled(run);
    const { decisions } = await why(`${run}@s`);
    expect(decisions.length).toBeGreaterThan(0);
    for (const decision of decisions)
      expect(decision).toMatchObject({ kind: "doubt", by: "kernel" });
    expect(decisions[0]!.grounds).toMatchObject([
      { type: "tool.intended", what: "late__send in step s" },
    ]);
  });

  test("and none of a plan that a person gave", async () => {
    const { run } = await house.run({ steps: [call("s", "late__look", { n: 1 })] });
    expect((await why(`${run}@s`)).decisions).toEqual([]);
    const accepted = numberOf(run, "plan.accepted");
    await expect(why(`${run}@${accepted}`)).rejects.toThrow(
      `event ${accepted} (plan.accepted) belongs to no step, and no decision led to it`,
    );
  });

  test("no more once its payload is erased, and of its grounds only that they are", async () => {
    const { run } = await house.run(undefined, { goal: GOAL, yes: true });
    const accepted = numberOf(run, "plan.accepted");
    const goal = house.events(run).find(({ type }) => type === "goal.set")!.id;
    house.kernel.ledger.erase(goal);
    const [decision] = (await why(`${run}@${accepted}`)).decisions;
    expect(decision!.grounds).toMatchObject([{ id: goal, what: "erased" }]);
    house.kernel.ledger.erase(decision!.id);
    await expect(why(`${run}@${accepted}`)).rejects.toThrow("no decision led to it");
  });
});
