import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import { type JsonObject, type JsonValue, sha256 } from "../../kernel/json.ts";
import type { FirstDifference } from "./first-difference.ts";

setDefaultTimeout(60_000);

const world = createWorld();
let house: House;
let run: string;
let same: string;
let other: string;

function planFor(name: string): JsonObject {
  return {
    steps: [
      call(
        "look",
        "world__look",
        { name },
        { expect: has("name", name), learn: { was: "$look.value" } },
      ),
      call(
        "write",
        "files__files_write",
        { path: "seen.md", content: "seen\n" },
        { after: ["look"] },
      ),
      call("again", "world__look", { name }, { after: ["write"], expect: has("name", name) }),
    ],
    answer: "it is ${again.value}",
  };
}

beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
  world.things.set("lamp", "on");
  world.things.set("door", "shut");
  const begin = async (name: string) => {
    // The same folder for each.
    writeFileSync(join(house.dir, "seen.md"), "nothing yet\n");
    const report = await house.run(planFor(name), { goal: "look", yes: true });
    expect(report.outcome).toBe("done");
    return report.run;
  };
  run = await begin("lamp");
  same = await begin("lamp");
  other = await begin("door");
});
afterAll(() => house[Symbol.asyncDispose]());

interface Diff extends JsonObject {
  readonly same: boolean;
  readonly shared: number;
  readonly state: readonly JsonObject[];
  readonly plan: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly { step: string; differences: readonly JsonObject[] }[];
  };
}

const diff = async (a: string, b: string) => {
  const found = await house.call<Diff>("run.diff", { a, b });
  return { ...found, first: found["first"] as unknown as FirstDifference | null };
};
const bisect = (when: JsonValue, of = run) => house.call("run.bisect", { run: of, when });
const numberOf = (type: string, step: string | null = null) =>
  house
    .events(run)
    .find((event) => event.type === type && (step === null || event.data?.["step"] === step))!.bseq;
const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: "none", message: "", hint: "" }),
    (error: unknown) => error as { code: string; message: string; hint: string },
  );

describe("run.diff", () => {
  test("finds no difference between two runs that did the same, whatever their ids and times", async () => {
    const found = await diff(run, same);
    expect(found.first).toBeNull();
    expect(found.state).toEqual([]);
    expect(found).toMatchObject({
      same: true,
      shared: 0,
      plan: { added: [], removed: [], changed: [] },
      files: { changes: [] },
    });
  });

  test("names the first event of two runs that is not alike, and where in its payload", async () => {
    const { first, same: isSame, plan, state } = await diff(run, other);
    expect(isSame).toBe(false);
    expect(first).toMatchObject({ what: "payload", a: { type: "plan.accepted" } });
    expect(first!.at).toEqual({ path: "plan.steps[0].do.tool.args.name", a: "lamp", b: "door" });
    expect(plan.changed.map(({ step }) => step)).toEqual(["look", "again"]);
    expect(plan.changed[0]!.differences[0]).toEqual({
      path: "do.tool.args.name",
      a: "lamp",
      b: "door",
    });
    expect(state).toEqual([{ path: "facts.was.value", a: "on", b: "shut" }]);
  });

  test("says of two moments of a run what they have in common, and what came between", async () => {
    const accepted = numberOf("plan.accepted");
    const found = await diff(`${run}@${accepted - 1}`, `${run}@${accepted}`);
    expect(found).toMatchObject({
      shared: accepted - 1,
      plan: { added: ["look", "write", "again"] },
    });
    expect(found.first).toMatchObject({ what: "end", a: null, b: { n: accepted } });
    expect(await diff(`${run}@4`, `${run}@4`)).toMatchObject({ same: true, shared: 4 });
    const later = await diff(`${run}@${accepted}`, `${run}@look`);
    expect(later.plan.changed[0]).toMatchObject({ step: "look" });
    expect(later.plan.changed[0]!.differences).toContainEqual({
      path: "status",
      a: "open",
      b: "done",
    });
  });

  test("a fork is compared with its origin from where it left", async () => {
    const at = numberOf("plan.accepted");
    const { branch, left } = await fork(at);
    const found = await diff(run, branch);
    expect(found.shared).toBe(at);
    expect(found.first).toMatchObject({
      what: "type",
      a: { n: at + 1 },
      b: { n: left + 1, type: "fact.learned" },
    });
  });

  test("refuses what is no moment", async () => {
    expect((await refusalOf(diff(`${run}:a`, run))).code).toBe("usage");
    expect((await refusalOf(diff("none", run))).code).toBe("not_found");
  });
});

/** A fork by hand, with a fact of its own. */
async function fork(at: number): Promise<{ branch: string; left: number }> {
  const { ledger, runs } = house.kernel;
  const branch = runs.services.ids.short();
  const nothing = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
  const kept = { driver: null, plan: null, fresh: false, budget: nothing, limits: {} };
  const draft = (type: string, data: JsonObject) => {
    return { subject: `run/${branch}`, branch, type, data, actor: "person" };
  };
  const fact = { name: "x", value: 1, source: "a test", trust: "person" };
  const [opened] = await ledger.append(
    [
      draft("run.forked", { run: branch, from: run, at, by: "person", ...kept }),
      draft("fact.learned", fact),
    ],
    [{ id: branch, subject: `run/${branch}`, root: run, parent: { branch: run, at } }],
  );
  return { branch, left: opened!.bseq };
}

test("a fork that is told what the world saw differs first where it thinks otherwise", async () => {
  const at = numberOf("tool.finished", "look");
  const forked = await house.call<{ run: string }>("run.fork", {
    run: `${run}@${at}`,
    set: [{ path: "facts.was", value: "off" }],
  });
  const found = await diff(run, forked.run);
  expect(found.shared).toBe(at);
  expect(found.first!.b).toMatchObject({ type: "fact.learned" });
  expect(found.state).toContainEqual({ path: "facts.was.value", a: "on", b: "off" });
});

describe("run.bisect", () => {
  test("names the event that made a comparison true, its step, and what led to it", async () => {
    const finished = house.events(run).findLast(({ type }) => type === "run.finished")!;
    const found = await bisect("outcome=done");
    expect(found).toMatchObject({ first: finished.bseq, flips: [], holds: true });
    const status = await bisect("plan.steps.look.status=done");
    const at = status["first"] as number;
    expect(house.state(run, at).plan!.steps["look"]!.status).toBe("done");
    expect(house.state(run, at - 1).plan!.steps["look"]!.status).not.toBe("done");
    expect(status["event"]).toMatchObject({ n: at, step: "look" });
    const causes = (status["causes"] as readonly JsonObject[]).map(({ type }) => type);
    expect(causes).toContain("tool.intended");
    expect(causes.at(-1)).toBe("goal.set");
  });

  test("says when it turned false again", async () => {
    const closed = numberOf("plan.closed");
    expect(await bisect("plan.steps.look.status=done")).toMatchObject({
      flips: [closed],
      holds: false,
    });
  });

  test("looks at facts, the account and files, and no further than it is told to", async () => {
    expect(await bisect("facts.was.value=on")).toMatchObject({ holds: true });
    expect((await bisect("account.spent.calls>=2"))["first"]).toBe(
      numberOf("tool.intended", "write"),
    );
    const hash = sha256("seen\n");
    const written = await bisect(`files.seen.md=${hash}`);
    expect(written["event"]).toMatchObject({ type: "workspace.captured", step: "write" });
    expect(
      await bisect(`files.seen.md=${hash}`, `${run}@${Number(written["first"]) - 1}`),
    ).toMatchObject({
      first: null,
      holds: false,
    });
  });

  test("takes a JSON Schema, as an object or as text", async () => {
    const schema = { properties: { facts: { required: ["was"] } } };
    const found = await bisect(schema);
    expect(found["first"]).not.toBeNull();
    expect(await bisect(JSON.stringify(schema))).toMatchObject({ first: found["first"] as number });
    const spent = {
      properties: { account: { properties: { spent: { properties: { calls: { minimum: 2 } } } } } },
    };
    expect((await bisect(spent))["first"]).toBe(numberOf("tool.intended", "write"));
  });

  test("says that something was never true", async () => {
    expect(await bisect("outcome=failed")).toMatchObject({
      first: null,
      event: null,
      holds: false,
    });
  });

  test.each([
    "nonsense",
    "facts.was>{}",
    "{ not json",
    { type: "nothing" },
    { pattern: "(" },
    7,
    null,
  ] as JsonValue[])("refuses %p, with the forms that there are", async (when) => {
    const refusal = await refusalOf(bisect(when));
    expect(refusal.code).toBe("usage");
    expect(refusal.message).toStartWith("when: ");
    expect(refusal.hint.length).toBeGreaterThan(0);
  });
});
