import { beforeEach, describe, expect, test } from "bun:test";

import {
  approved,
  type Forked,
  lastOf,
  RINGS,
  textIn,
  TWO_FILES,
  worldWithBell,
  write,
  WRITES,
} from "../../bench/support/going-back.ts";
import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { replayed } from "../../bench/support/replayed.ts";
import type { World } from "../../bench/support/world-server.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";

let world: World;
beforeEach(() => {
  world = worldWithBell();
});

describe("a fork", () => {
  const ringing = (bell: string) => ({
    steps: [
      call("s1", "world__ring", { name: "first" }),
      call("s2", "world__ring", { name: bell }, { after: ["s1"] }),
    ],
  });

  async function forked(house: House, input: JsonObject): Promise<Forked> {
    const fork = await house.call<Forked>("run.fork", input);
    await approved(house, fork.run);
    return fork;
  }

  test("shares what was before it byte for byte, and goes on with an edited plan", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const { run } = await house.run(ringing("second"), RINGS);
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    const fork = await forked(house, {
      run: `${run}@${at}`,
      set: [{ path: "plan.steps.s2.do.tool.args.name", value: "third" }],
    });
    expect(world.calls).toEqual(["ring first", "ring second", "ring third"]);
    const shared = [...house.kernel.ledger.readBranch(fork.run, { to: at })];
    expect(shared).toEqual([...house.kernel.ledger.readBranch(run, { to: at })]);
    expect(house.state(fork.run).run).toBe(fork.run);
    expect(house.state(fork.run).outcome).not.toBeNull();
    expect(house.state(run).run).toBe(run);
  });

  test("does a changed step and what needs it anew, and keeps the others", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const plan = {
      steps: [...ringing("second").steps, call("s3", "world__ring", { name: "alone" })],
    };
    const { run } = await house.run(plan, RINGS);
    world.calls.length = 0;
    const at = lastOf(house, run, "plan.closed").bseq - 1;
    await forked(house, {
      run: `${run}@${at}`,
      set: [{ path: "plan.steps.s1.do.tool.args.name", value: "other" }],
    });
    expect(world.calls).toEqual(["ring other", "ring second"]);
  });

  test("asks before what a step did that begins again because one before it has changed", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const { run } = await house.run(ringing("second"), RINGS);
    const at = lastOf(house, run, "plan.closed").bseq - 1;
    const set = [{ path: "plan.steps.s1.do.tool.args.name", value: "other" }];
    const fork = await house.call<Forked>("run.fork", { run: `${run}@${at}`, set });
    expect(fork.told).toBe(2);
    const asked = (await house.settled(fork.run)).asks.map((one) => one["question"]);
    await house.call("run.answer", { run: fork.run, value: true });
    asked.push(...(await house.settled(fork.run)).asks.map((one) => one["question"]));
    expect(asked.at(-1)).toContain("has already happened");
    expect(world.calls).toEqual(["ring first", "ring second", "ring other"]);
  });

  test("is told what has happened since, and asks before a once of it happens again", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const { run } = await house.run(ringing("second"), RINGS);
    const at = lastOf(house, run, "plan.accepted").bseq;
    const fork = await house.call<Forked>("run.fork", { run: `${run}@${at}` });
    expect(fork.told).toBe(2);
    const facts = house.state(fork.run).facts;
    expect(facts["already_done"]!.value).toEqual([
      'world__ring {"name":"first"}',
      'world__ring {"name":"second"}',
    ]);
    await house.settled(fork.run);
    expect(world.calls).toHaveLength(2);
  });

  test("is not done where the files are gone that it rests on", async () => {
    await using house = await openHouse();
    const plan = { steps: [write("s1", "a.md", "one\n"), write("s2", "b.md", "two\n", ["s1"])] };
    const { run } = await house.run(plan, WRITES);
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    await house.call("run.undo", {});
    const fork = await house.call<Forked>("run.fork", { run: `${run}@${at}`, yes: true });
    const report = await approved(house, fork.run);
    expect(report.outcome).toBe("incomplete");
    expect(report.missing).toContain("a.md is not as step s1 left it");
    const whole = { run: `${run}@${at}`, yes: true, files: true };
    const other = await house.call<Forked>("run.fork", whole);
    const { missing } = await approved(house, other.run);
    expect(missing).not.toContain("a.md is not as step s1 left it");
    expect(await replayed(house, other.run)).toMatchObject({ difference: null });
    expect(await replayed(house, fork.run)).toMatchObject({ difference: null });
  });

  test("of a run that did not get to its end goes on where its plan still stood, and is not done by that", async () => {
    await using house = await openHouse();
    const broken = call("s2", "files__files_read", { path: "not-there.md" }, { after: ["s1"] });
    const last = write("s3", "c.md", "three\n", ["s2"]);
    const plan = { steps: [write("s1", "a.md", "one\n"), broken, last] };
    const { run, outcome } = await house.run(plan, WRITES);
    expect(outcome).not.toBe("done");
    const fork = await house.call<Forked>("run.fork", { run, yes: true });
    expect((await approved(house, fork.run)).outcome).not.toBe("done");
    await house.call("run.rewind", { run });
    await house.call("run.resume", { run });
    expect((await approved(house, run)).outcome).not.toBe("done");
    const set = [{ path: "plan.steps.s2.do.tool.args.path", value: "a.md" }];
    const mended = await house.call<Forked>("run.fork", { run, set, yes: true });
    await approved(house, mended.run);
    expect(textIn(house, "c.md")).toBe("three\n");
  });

  test("takes another goal, another fact and another answer", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const asking = {
      steps: [
        { id: "q", do: { ask: { question: "Which?", schema: { type: "string" } } } },
        call("s1", "world__ring", { name: "$q" }, { after: ["q"] }),
      ],
    };
    const run = await house.start(asking, RINGS);
    await house.settled(run);
    const [ask] = Object.keys(house.state(run).asks);
    const at = house.state(run).bseq;
    await forked(house, { run: `${run}@${at}`, set: [{ path: `answers.${ask}`, value: "mine" }] });
    expect(world.calls).toEqual(["ring mine"]);
    const set = [{ path: "facts.city", value: "Turku" }];
    const other = await house.call<Forked>("run.fork", { run: `${run}@${at}`, set });
    expect(house.state(other.run).facts["city"]).toMatchObject({ value: "Turku", trust: "person" });
    expect(house.state(run).asks[ask!]!.answer).toBeNull();
  });

  test("names the place of an edit that is none", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const { run } = await house.run(ringing("second"), RINGS);
    const at = lastOf(house, run, "plan.closed").bseq - 1;
    const rows = house.kernel.ledger.lastRow();
    const fork = (path: string, value: JsonValue = 1) =>
      house.call("run.fork", { run: `${run}@${at}`, set: [{ path, value }] });
    const wrong: [string, string][] = [
      ["plan.steps.s9.do", "there is no plan.steps.s9"],
      ["fact.city", 'did you mean "facts"'],
      ["answers.q1", "nothing called q1 is asked"],
      ["plan.steps.s1.do.tool.name", "plan:"],
      ["goal", "must be a text"],
    ];
    for (const [path, words] of wrong)
      expect(fork(path)).rejects.toMatchObject({
        code: "usage",
        message: expect.stringContaining(words),
      });
    await Bun.sleep(0);
    expect(house.kernel.ledger.lastRow()).toBe(rows);
  });
});

describe("the budget", () => {
  const three = { steps: ["a", "b", "c"].map((id) => write(id, `${id}.md`, id)) };

  test("is not doubled by a fork: it spends what its origin has left", async () => {
    await using house = await openHouse();
    const { run } = await house.run(three, { ...WRITES, budget: { steps: 4 } });
    const at = lastOf(house, run, "plan.accepted").bseq;
    const fork = await house.call<Forked>("run.fork", { run: `${run}@${at}` });
    expect((await approved(house, fork.run)).outcome).toBe("budget");
    expect(house.kernel.runs.account(run).spent.steps).toBe(4);
  });

  test("grows by what a person gives a fork, and not by more", async () => {
    await using house = await openHouse();
    const { run } = await house.run(three, { ...WRITES, budget: { steps: 3 } });
    const at = lastOf(house, run, "plan.accepted").bseq;
    const fork = await house.call<Forked>("run.fork", {
      run: `${run}@${at}`,
      budget: { steps: 3 },
    });
    expect((await approved(house, fork.run)).outcome).toBe("done");
    const account = house.kernel.runs.account(run);
    expect(account.runs[run]!.budget.steps).toBe(6);
    expect(account.spent.steps).toBe(6);
  });
});

test("a fork of a run that went by a given plan can have a goal, which is planned anew", async () => {
  await using house = await openHouse();
  const { run } = await house.run(TWO_FILES, { ...WRITES, goal: "write" });
  const fork = await house.call<Forked>("run.fork", {
    run,
    goal: "Which tasks were overdue on 2026-11-20?",
  });
  const { plan, driver, goal } = house.state(fork.run, house.state(run).bseq + 5);
  expect([goal!.text, driver!.name]).toEqual(["Which tasks were overdue on 2026-11-20?", "goal"]);
  expect(plan?.ground.kind ?? "skill").toBe("skill");
  const model = house.call("run.fork", { run, model: "ollama/none" });
  expect(model).rejects.toMatchObject({ code: "usage" });
  await house.settled(fork.run);
});

test("a yes that was said to a run is none to its fork", async () => {
  await using house = await openHouse();
  const { run } = await house.run(TWO_FILES, { yes: true });
  const at = lastOf(house, run, "plan.accepted").bseq;
  const asked = await house.call<Forked>("run.fork", { run: `${run}@${at}` });
  expect((await house.settled(asked.run)).standing).toBe("waiting");
  const free = await house.call<Forked>("run.fork", { run: `${run}@${at}`, yes: true });
  expect((await house.settled(free.run)).standing).toBe("finished");
});
