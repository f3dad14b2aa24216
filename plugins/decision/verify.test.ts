import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { decisionsOf } from "../../bench/support/decisions.ts";
import { openHouse, pluginOf } from "../../bench/support/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Check } from "../contracts/check.ts";
import type { Decisions, Reasons } from "../contracts/decisions.ts";

const GOAL = "Rename Bluebird to Kestrel everywhere";

describe("the check of all decisions", () => {
  const reasons: Reasons = {
    kind: "plan",
    choice: "this",
    rationale: "said so",
    alternatives: [{ choice: "that", reason: "no", score: 1 / 3 }],
    confidence: 0.5,
    grounds: [],
  };

  async function openChecked() {
    const given: { check?: Check; decisions?: Decisions } = {};
    const house = await openHouse({
      plugins: [
        pluginOf("looking", (host) => {
          given.check = host.provided<Check>("check").get("decisions")!;
          given.decisions = host.provided<Decisions>("decisions").get("decisions")!;
        }),
      ],
    });
    writeFileSync(join(house.dir, "Bluebird.md"), "# Bluebird\n");
    const { run } = await house.run(undefined, { goal: GOAL, yes: true });
    const { runs } = house.kernel;
    const state = runs.state(run);
    const fact = (name: string) =>
      runs.draft(run)("fact.learned", { name, value: 1, source: "", trust: "person" });
    const drafts = () =>
      given.decisions!.record({ state, drafts: [fact("a")], reasons, actor: "kernel" });
    return { house, run, check: given.check!, drafts, fact };
  }

  test("folds again and finds them true", async () => {
    const { house, check, drafts } = await openChecked();
    await using _ = house;
    await house.kernel.ledger.append(drafts());
    expect(await check()).toEqual({ held: 2, unknown: 0, faults: [] });
  });

  test("holds for one that another event came before while it was written: it names what it knew", async () => {
    const { house, run, check, drafts, fact } = await openChecked();
    await using _ = house;
    const prepared = drafts();
    await house.kernel.ledger.append([fact("b")]);
    await house.kernel.ledger.append(prepared);
    const made = decisionsOf(house, run).at(-1)!;
    expect(made.at).toBe(made.event.bseq - 2);
    expect(made.alternatives[0]!.score).toBe(0.333);
    expect(await check()).toEqual({ held: 2, unknown: 0, faults: [] });
  });

  const lies: readonly (readonly [string, (data: JsonObject) => JsonObject, RegExp])[] = [
    ["the state before", (data) => ({ ...data, previous: "0".repeat(64) }), /the state at \d+ is/],
    ["the state after", (data) => ({ ...data, next: "0".repeat(64) }), /after fact.learned is/],
    ["what it caused", (data) => ({ ...data, change: "none" }), /caused is not there/],
    ["what it knew", (data) => ({ ...data, at: 1000 }), /does not stand before it/],
  ];
  test.each(lies)("finds one that is wrong about %s", async (_, lie, found) => {
    const { house, run, check, drafts } = await openChecked();
    await using __ = house;
    const [decision, change] = drafts();
    await house.kernel.ledger.append([{ ...decision!, data: lie(decision!.data) }, change!]);
    const { held, faults } = await check();
    expect([held, faults.length]).toEqual([1, 1]);
    expect(faults[0]!.what).toMatch(found);
    expect(faults[0]!.event).toBe(decisionsOf(house, run).at(-1)!.event.id);
  });

  test("says of what is erased, or of another fold, that nobody can tell", async () => {
    const { house, run, check, drafts } = await openChecked();
    await using _ = house;
    const [decision, change] = drafts();
    const data = { ...decision!.data, fold: "run/1" };
    await house.kernel.ledger.append([{ ...decision!, data }, change!]);
    expect(await check()).toEqual({ held: 1, unknown: 1, faults: [] });
    house.kernel.ledger.erase(...house.events(run).map(({ id }) => id));
    expect(await check()).toEqual({ held: 0, unknown: 2, faults: [] });
  });
});
