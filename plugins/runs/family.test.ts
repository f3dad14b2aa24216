import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

const world = createWorld();
let house: House;
let first: string;
let child: string;
let last: string;

const LOOK = {
  steps: [call("look", "world__look", { name: "lamp" }, { expect: has("name", "lamp") })],
};
const nothing = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };

beforeAll(async () => {
  house = await openHouse({ servers: [world.server], isBare: true });
  world.things.set("lamp", "on");
  const parent = {
    steps: [{ id: "below", do: { run: { goal: "look below", plan: LOOK } } }],
  };
  first = (await house.run(parent, { goal: "look twice" })).run;
  const started = house.events(first).find(({ type }) => type === "step.started")!;
  child = String((started.data!["detail"] as JsonObject)["run"]);
  last = (await house.run(LOOK, { goal: "look once" })).run;
});
afterAll(() => house[Symbol.asyncDispose]());

/** A branch as the kernel opens it: the row, and the event that says where it left. */
async function open(kind: "rewound" | "forked", run: string, from: string, at: number) {
  const { ledger, runs } = house.kernel;
  const branch = runs.services.ids.short();
  const own = kind === "forked" ? branch : run;
  const subject = `run/${own}`;
  const left = { run: own, from, at, by: "person" };
  const data =
    kind === "rewound"
      ? { ...left, undo: false }
      : { ...left, driver: null, plan: null, fresh: false, budget: nothing, limits: {} };
  const { root } = ledger.branch(from)!;
  await ledger.append(
    [{ subject, branch, type: `run.${kind}`, data, actor: "person" }],
    [{ id: branch, subject, root, parent: { branch: from, at } }],
  );
  return branch;
}

interface Node extends JsonObject {
  readonly run: string;
  readonly runs: readonly Node[];
  readonly branches: readonly JsonObject[];
}

const tree = async (limit = 50) =>
  (await house.call<{ runs: readonly Node[] }>("runs.tree", { limit })).runs;
const shown = (run: string) => house.call("run.show", { run });
const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: "none", message: "" }),
    (error: unknown) => error as { code: string; message: string },
  );

describe("runs as a tree", () => {
  test("have what they began under them, with the event at which it was", async () => {
    const [newest, older] = await tree();
    expect(newest).toMatchObject({ run: last, kind: "began", from: null, runs: [] });
    const begun = house.events(first).find(({ type }) => type === "step.started")!;
    expect(older).toMatchObject({
      run: first,
      runs: [{ run: child, kind: "child", from: { run: first, branch: first, at: begun.bseq } }],
    });
    expect(await tree(1)).toHaveLength(1);
  });

  test("show branches where a run was taken back, the one that it is on, and forks of either", async () => {
    const back = await open("rewound", last, last, 4);
    const fork = await open("forked", last, last, 6);
    const again = await open("forked", last, back, 5);
    const label = (run: string) => run.slice(0, 4);
    const [node] = await tree();
    expect(node!.branches).toMatchObject([
      { name: `${label(last)}.1`, branch: last, kind: "began", from: null, isHead: false },
      {
        name: `${label(last)}.2`,
        branch: back,
        kind: "rewound",
        from: { branch: last, at: 4, address: `${label(last)}.1@4` },
        length: 5,
        isHead: true,
      },
    ]);
    expect(node!.runs).toMatchObject([
      { run: fork, kind: "forked", from: { address: `${label(last)}.1@6`, at: 6 } },
      { run: again, kind: "forked", from: { address: `${label(last)}@5`, at: 5 } },
    ]);
  });
});

describe("a fork is a run like any other", () => {
  test("it is listed, open, the last one, and found by its first letters", async () => {
    const fork = await open("forked", first, first, 5);
    const { runs } = await house.call<{ runs: JsonObject[] }>("runs.list", {});
    expect(runs[0]).toMatchObject({ run: fork, goal: "look twice", outcome: null });
    const status = await house.call<{ runs: JsonObject[] }>("status.show", {});
    expect(status.runs.map(({ run }) => run)).toContain(fork);
    expect(await shown("@")).toMatchObject({ run: fork, at: 6 });
    expect(await shown(fork.slice(0, 6))).toMatchObject({ run: fork, branch: fork });
  });
});

describe("each branch of a run has a name", () => {
  test("the run's own is the branch that it is on, and .K the K-th", async () => {
    const back = await open("rewound", first, first, 3);
    expect(await shown(first)).toMatchObject({ branch: back, head: back, at: 4 });
    expect(await shown(`${first}.1`)).toMatchObject({ branch: first, head: back });
    expect(await shown(`${first.slice(0, 5)}.1@5`)).toMatchObject({ branch: first, at: 5 });
    expect(await shown(`${first}.2@2`)).toMatchObject({ branch: back, at: 2 });
    expect(await shown(`${back.slice(0, 6)}@4`)).toMatchObject({ run: first, branch: back });
    expect(await refusalOf(shown(`${first}.3`))).toMatchObject({
      code: "usage",
      message: `run ${first} has no branch 3: it has the branches 1 to 2`,
    });
    expect(await refusalOf(shown(`${first}.1@99`))).toMatchObject({ code: "usage" });
  });

  test("a step is looked for on the branch that is named", async () => {
    expect(await shown(`${first}.1@below`)).toMatchObject({ branch: first });
    expect(await refusalOf(shown(`${first}@below`))).toMatchObject({ code: "not_found" });
  });

  test("what a run was removed with is named no more", async () => {
    await house.call("runs.remove", { run: child });
    const nodes = await tree();
    expect(nodes.find(({ run }) => run === first)!.runs.map(({ run }) => run)).not.toContain(child);
    expect(await refusalOf(shown(child))).toMatchObject({ code: "not_found" });
  });
});
