import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { temporaryStore } from "../../tools/python/testing.ts";
import { runPrograms, shortfall } from "./run-programs.ts";
import { openSandbox, type Ran, type Sandbox } from "./sandbox.ts";
import { storedPrograms } from "./stored-programs.ts";

const FIXED = { seed: 7, epoch: Date.UTC(2026, 10, 21) };
const programs = storedPrograms();
const store = temporaryStore();
let sandbox: Sandbox;
let real: ReadonlyMap<string, Ran>;
let one: ReadonlyMap<string, Ran>;
let two: ReadonlyMap<string, Ran>;

beforeAll(async () => {
  sandbox = openSandbox(store.path, 3);
  [real, one, two] = await Promise.all([
    runPrograms(sandbox, programs, { fixed: null, tenant: "real" }),
    runPrograms(sandbox, programs, { fixed: FIXED, tenant: "one" }),
    // The other way round: what a program does must not depend on which ones ran before it.
    runPrograms(sandbox, programs.toReversed(), { fixed: FIXED, tenant: "two" }),
  ]);
}, 300_000);

afterAll(async () => {
  await sandbox.close();
  store.remove();
});

test("there are at least 150 programs, and no name twice", () => {
  expect(programs.length).toBeGreaterThanOrEqual(150);
  expect(new Set(programs.map(({ name }) => name)).size).toBe(programs.length);
});

describe("in the locked sandbox, rewound after each program", () => {
  test.each(programs.map(({ name }) => name))("%s passes", (name) => {
    expect(shortfall(real.get(name)!)).toBeNull();
  });
});

test("with a seed and a clock, every program leaves the same transcript in two processes", () => {
  const pids = (runs: ReadonlyMap<string, Ran>) => [...runs.values()].map(({ pid }) => pid);
  expect(new Set(pids(one)).intersection(new Set(pids(two))).size).toBe(0);
  const differing = programs.filter(
    ({ name }) => one.get(name)!.outcome.digest !== two.get(name)!.outcome.digest,
  );
  expect(differing.map(({ name }) => name)).toEqual([]);
});

test("with a seed and a clock, every program uses exactly the same fuel in two processes", () => {
  const fuel = (run: Ran | undefined) => run!.outcome.usage.fuel;
  const differing = programs.filter(({ name }) => fuel(one.get(name)) !== fuel(two.get(name)));
  expect(differing.map(({ name }) => name)).toEqual([]);
  expect([...one.values()].some((run) => fuel(run) > 100)).toBe(true);
});

test("another seed is another transcript, and so is every run without one", async () => {
  const code = "import random, time\nprint(random.random(), time.time_ns())";
  const seeds = [FIXED, { ...FIXED, seed: 8 }, { ...FIXED, epoch: 0 }, null, null];
  const runs = [];
  for (const fixed of seeds) runs.push(await sandbox.run(code, { fixed }, "one"));
  expect(new Set(runs.map(({ outcome }) => outcome.digest)).size).toBe(seeds.length);
}, 60_000);
