import { beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { createWorld, type World } from "../../bench/support/world-server.ts";
import { canonicalize, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { GivenBack } from "./give-back.ts";

interface Undone {
  readonly kind: string;
  readonly files: GivenBack;
  readonly tree: { readonly equal: boolean; readonly others: readonly string[] } | null;
}
interface Forked {
  readonly run: string;
  readonly told: number;
}

const WRITES = { allow: ["files__*"] };
const RINGS = { allow: ["world__*"] };
const write = (id: string, path: string, content: string, after: string[] = []) =>
  call(id, "files__files_write", { path, content }, { after });
const writing = { steps: [write("s1", "a.md", "one\n"), write("s2", "b.md", "two\n", ["s1"])] };

let world: World;
beforeEach(() => {
  world = createWorld({ ring: { effect: "once", run: async () => ({ ok: true }) } });
});

const read = (house: House, name: string) => {
  const path = join(house.dir, name);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
};
const lastOf = (house: House, run: string, type: string) =>
  [...house.kernel.ledger.readBranch(house.kernel.runs.head(run))].findLast(
    (event) => event.type === type,
  )!;
/** Says yes until nothing is asked any more. */
async function approved(house: House, run: string) {
  for (;;) {
    const report = await house.settled(run);
    if (report.standing !== "waiting") return report;
    await house.call("run.answer", { run, value: true, ask: String(report.asks[0]!["ask"]) });
  }
}
/** What a run thinks, without where it stands in the record. */
const thought = (house: House, run: string) => {
  const { bseq: _, updatedAt: __, ...state } = house.state(run);
  return canonicalize(state as unknown as JsonValue);
};

describe("undo", () => {
  test("gives the files back that a run has changed, and the tree is what it was", async () => {
    await using house = await openHouse();
    writeFileSync(join(house.dir, "a.md"), "as it was\n");
    await house.run(writing, WRITES);
    expect([read(house, "a.md"), read(house, "b.md")]).toEqual(["one\n", "two\n"]);
    const undone = await house.call<Undone>("run.undo", {});
    expect(undone.files.restored.toSorted()).toEqual(["a.md", "b.md"]);
    expect(undone.tree).toMatchObject({ equal: true, others: [] });
    expect([read(house, "a.md"), read(house, "b.md")]).toEqual(["as it was\n", null]);
  });

  test("only shows what it would do when asked to", async () => {
    await using house = await openHouse();
    await house.run(writing, WRITES);
    const rows = house.kernel.ledger.lastRow();
    const shown = await house.call<Undone>("run.undo", { dryRun: true });
    expect(shown.files.items.map(({ path, action }) => [path, action])).toEqual([
      ["a.md", "delete"],
      ["b.md", "delete"],
    ]);
    expect(house.kernel.ledger.lastRow()).toBe(rows);
    expect(read(house, "a.md")).toBe("one\n");
  });

  test("goes back run by run, and an undo can be taken back by its name", async () => {
    await using house = await openHouse();
    await house.run({ steps: [write("s1", "a.md", "first\n")] }, WRITES);
    await house.run({ steps: [write("s1", "a.md", "second\n")] }, WRITES);
    const second = await house.call<Undone>("run.undo", {});
    expect(read(house, "a.md")).toBe("first\n");
    await house.call("run.undo", {});
    expect(read(house, "a.md")).toBeNull();
    expect(house.call("run.undo", {})).rejects.toMatchObject({ code: "not_found" });
    await house.call("run.undo", { of: second.files.operation!, onConflict: "force" });
    expect(read(house, "a.md")).toBe("second\n");
  });

  test("leaves alone what a person has changed since, and says so", async () => {
    await using house = await openHouse();
    await house.run(writing, WRITES);
    writeFileSync(join(house.dir, "a.md"), "mine\n");
    const undone = await house.call<Undone>("run.undo", {});
    expect(undone.files.skipped.map(({ path }) => path)).toEqual(["a.md"]);
    expect([read(house, "a.md"), read(house, "b.md")]).toEqual(["mine\n", null]);
  });

  test("names the folder of the last change when nothing was changed here", async () => {
    await using house = await openHouse();
    await house.run(writing, WRITES);
    const failed = house.call("run.undo", { dir: "/somewhere/else" });
    expect(failed).rejects.toMatchObject({
      code: "not_found",
      hint: expect.stringContaining(house.dir),
    });
  });

  test("works after the kernel was killed in between, and takes back what child runs did", async () => {
    using home = newHome();
    const child = { do: { run: { goal: "write", plan: writing } } };
    await using house = await openHouse({ home: home.path });
    const { run } = await house.run({ steps: [{ id: "child", ...child }] }, WRITES);
    await approved(house, run);
    expect(read(house, "b.md")).toBe("two\n");
    await house.close();
    await using again = await openHouse({ home: home.path });
    const undone = await again.call<Undone>("run.undo", {});
    expect(undone.files.restored).toHaveLength(2);
    expect([read(again, "a.md"), read(again, "b.md")]).toEqual([null, null]);
  });
});

describe("rewind", () => {
  test("brings files to their moment also after they were taken back altogether", async () => {
    await using house = await openHouse();
    writeFileSync(join(house.dir, "a.md"), "as it was\n");
    const { run } = await house.run(writing, WRITES);
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    await house.call("run.undo", {});
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    expect([read(house, "a.md"), read(house, "b.md")]).toEqual(["one\n", null]);
    await house.call("run.undo", {});
    expect([read(house, "a.md"), read(house, "b.md")]).toEqual(["as it was\n", null]);
  });

  test("takes thinking and files back to an event, and undo takes the rewind back", async () => {
    await using house = await openHouse();
    const { run } = await house.run(writing, WRITES);
    const before = thought(house, run);
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    const then = house.state(run, at);
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    expect([read(house, "a.md"), read(house, "b.md")]).toEqual(["one\n", null]);
    expect(house.state(run).outcome).toBeNull();
    expect(house.state(run).plan!.steps["s1"]).toEqual(then.plan!.steps["s1"]!);
    expect(house.state(run).plan!.steps["s2"]!.status).toBe("open");
    await house.call("run.undo", {});
    expect([read(house, "a.md"), read(house, "b.md")]).toEqual(["one\n", "two\n"]);
    expect(thought(house, run)).toBe(before);
  });

  test("brings back what came and went again within the run", async () => {
    await using house = await openHouse();
    const steps = [
      write("s1", "passing.md", "here\n"),
      call("s2", "files__files_delete", { path: "passing.md" }, { after: ["s1"] }),
    ];
    const { run } = await house.run({ steps }, WRITES);
    expect(read(house, "passing.md")).toBeNull();
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    expect(read(house, "passing.md")).toBe("here\n");
  });

  test("lets the run go on from there, with effect ids of its own", async () => {
    await using house = await openHouse();
    const { run } = await house.run(writing, WRITES);
    const first = lastOf(house, run, "tool.intended");
    const at = first.bseq - 1;
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    await house.call("run.resume", { run });
    expect((await house.settled(run)).outcome).not.toBeNull();
    const second = lastOf(house, run, "tool.intended");
    expect(second.id).not.toBe(first.id);
    expect(second.data!["key"]).toBe("");
    expect(read(house, "b.md")).toBe("two\n");
  });

  test("asks before what cannot be taken back happens again, whatever was granted", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const plan = { steps: [call("s1", "world__ring", { name: "bell" })] };
    const { run } = await house.run(plan, RINGS);
    const at = lastOf(house, run, "plan.accepted").bseq;
    await house.call("run.rewind", { run: `${run}@${at}` });
    await house.call("run.resume", { run });
    const asked = await house.settled(run);
    expect(world.calls).toEqual(["ring bell"]);
    expect(asked.asks[0]!["question"]).toContain("has already happened");
    expect((await approved(house, run)).outcome).not.toBeNull();
    expect(world.calls).toEqual(["ring bell", "ring bell"]);
  });

  test("is refused for a run at work, a part of another run, and an event that is not there", async () => {
    await using house = await openHouse();
    const child = { do: { run: { goal: "write", plan: writing } } };
    const { run } = await house.run({ steps: [{ id: "child", ...child }] }, WRITES);
    const step = house.events(run).find(({ type }) => type === "step.started")!;
    const below = String((step.data!["detail"] as JsonObject)["run"]);
    expect(house.call("run.rewind", { run: `${below}@3` })).rejects.toMatchObject({
      code: "usage",
    });
    expect(house.call("run.rewind", { run: `${run}@999` })).rejects.toMatchObject({
      code: "usage",
    });
    expect(house.call("run.rewind", { run: `${run}@1` })).rejects.toMatchObject({ code: "usage" });
  });
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
  const { run } = await house.run(writing, { ...WRITES, goal: "write" });
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
  const { run } = await house.run(writing, { yes: true });
  const at = lastOf(house, run, "plan.accepted").bseq;
  const asked = await house.call<Forked>("run.fork", { run: `${run}@${at}` });
  expect((await house.settled(asked.run)).standing).toBe("waiting");
  const free = await house.call<Forked>("run.fork", { run: `${run}@${at}`, yes: true });
  expect((await house.settled(free.run)).standing).toBe("finished");
});
