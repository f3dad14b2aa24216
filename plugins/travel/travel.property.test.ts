import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";

import { type House, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import { grow, type GrownBranch, randomGrowth } from "../../bench/support/random-branches.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { type ExtensionReducers, foldRun } from "../../kernel/fold/run.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonObject, type JsonValue } from "../../kernel/json.ts";

// Thousands of small histories, on a machine that may be busy.
setDefaultTimeout(120_000);

const TRACES = 1000;
/** Others each time; a failure is repeated by writing its seed here. */
const seed = Date.now() % 2 ** 31;
/** Of one ledger: names are looked up among all runs of it. */
const TRACES_OF_A_LEDGER = 40;

/** A plugin's own type with a slice of the state: how often the sun rose. */
const reduce = (slice: JsonValue | undefined) => Number(slice ?? 0) + 1;
const sunRose = { type: "weather.sun.rose", schema: z.looseObject({}), reduce };
const weather = pluginOf("weather", (host) => host.eventType(sunRose));
const extensions: ExtensionReducers = new Map([[sunRose.type, { prefix: "weather", reduce }]]);

interface Trace {
  readonly house: House;
  readonly branches: readonly GrownBranch[];
  /** Chooses what is looked at. */
  readonly dice: number;
}

const houses: House[] = [];
const traces: Trace[] = [];
beforeAll(async () => {
  const samples = fc.sample(fc.tuple(randomGrowth(), fc.nat()), { numRuns: TRACES, seed });
  for (const [index, [[first, growths], dice]] of samples.entries()) {
    if (index % TRACES_OF_A_LEDGER === 0)
      houses.push(await openHouse({ isBare: true, plugins: [weather] }));
    const house = houses.at(-1)!;
    const branches = await grow(house.kernel.ledger, `t${index}x`, first, growths);
    traces.push({ house, branches, dice });
  }
});
afterAll(async () => {
  for (const house of houses) await house[Symbol.asyncDispose]();
});

/** The plain fold of the first events of a plain list. */
function folded(branch: GrownBranch, count: number): string {
  let state = initialRunState(branch.id);
  for (const event of branch.events.slice(0, count)) state = foldRun(state, event, extensions);
  return canonicalize(state as unknown as JsonValue);
}

const pick = <T>(from: readonly T[], dice: number): T => from[dice % from.length]!;

describe(`in any history of branches, rewinds and forks (seed ${seed})`, () => {
  test("RUN@N shows the plain fold of the first N events", async () => {
    for (const { house, branches, dice } of traces) {
      const branch = pick(branches, dice);
      const at = 1 + ((dice >> 4) % branch.events.length);
      const address = { run: `${branch.name}@${at}` };
      const shown = await house.call<{ state: JsonValue; branch: string }>("run.show", address);
      expect(shown.branch).toBe(branch.id);
      expect(canonicalize(shown.state)).toBe(folded(branch, at));
    }
  });

  test("a run's name means the branch it is on, which is the last one it opened", async () => {
    for (const { house, branches, dice } of traces) {
      const { run } = pick(branches, dice);
      const head = branches.findLast((branch) => branch.run === run)!;
      const shown = await house.call<{ state: JsonValue; at: number }>("run.show", { run });
      expect(shown.at).toBe(head.events.length);
      expect(canonicalize(shown.state)).toBe(folded(head, head.events.length));
    }
  });

  test("a branch shares what is before it, byte for byte, and no event is there twice", async () => {
    for (const { house, branches } of traces) {
      const { ledger } = house.kernel;
      const text = (event: LedgerEvent) => JSON.stringify(ledger.toCloudEvent(event));
      for (const { id, events } of branches) {
        const read = [...ledger.readBranch(id)];
        expect(read.map(text)).toEqual(events.map(text));
        expect(read.map(({ bseq }) => bseq)).toEqual(events.map((_, index) => index + 1));
      }
      const rows = new Set(branches.flatMap(({ events }) => events.map(({ row }) => row)));
      const tree = [...ledger.readTree(branches[0]!.id)];
      expect(rows.size).toBe(tree.length);
    }
  });
});

describe("bisect", () => {
  const predicates: readonly [JsonValue, (state: JsonObject) => boolean][] = [
    ["outcome=done", (state) => state["outcome"] === "done"],
    ["outcome!=null", (state) => state["outcome"] !== null],
    ["progress.idle>=2", (state) => Number((state["progress"] as JsonObject)["idle"]) >= 2],
    ["tainted=true", (state) => state["tainted"] === true],
    [
      { properties: { facts: { required: ["x"] } } },
      (state) => Object.hasOwn(state["facts"] as JsonObject, "x"),
    ],
    [{ properties: { plan: { type: "object" } } }, (state) => state["plan"] !== null],
  ];

  test("names the event that a linear scan names, and every turn after it", async () => {
    for (const { house, branches, dice } of traces) {
      const branch = pick(branches, dice);
      const [when, holds] = pick(predicates, dice);
      const turns: number[] = [];
      let held = false;
      let state = initialRunState(branch.id);
      for (const event of branch.events) {
        state = foldRun(state, event, extensions);
        const now = holds(state as unknown as JsonObject);
        if (now !== held) turns.push(event.bseq);
        held = now;
      }
      const found = await house.call("run.bisect", { run: branch.name, when });
      const [first = null, ...flips] = turns;
      expect(found).toMatchObject({ first, flips, holds: held });
      if (first !== null)
        expect(found["event"]).toMatchObject({ n: first, id: branch.events[first - 1]!.id });
    }
  });
});

describe("diff", () => {
  const left = new Set(["run.claimed", "run.diverged", "run.rewound", "run.forked"]);
  const ignored = new Set(["milliseconds", "digest", "expires"]);
  const thought = ({ type, data }: LedgerEvent) =>
    canonicalize([
      type,
      Object.fromEntries(Object.entries(data!).filter(([name]) => !ignored.has(name))),
    ]);

  test("names the first event in which two histories differ, and what they have in common", async () => {
    for (const { house, branches, dice } of traces) {
      const [a, b] = [pick(branches, dice), pick(branches, dice >> 4)];
      const [toA, toB] = [1 + (dice % a.events.length), 1 + ((dice >> 8) % b.events.length)];
      const [listA, listB] = [a.events.slice(0, toA), b.events.slice(0, toB)];
      let shared = 0;
      while (shared < listA.length && listA[shared]!.id === listB[shared]?.id) shared += 1;
      const [restA, restB] = [listA, listB].map((list) =>
        list.slice(shared).filter(({ type }) => !left.has(type)),
      ) as [LedgerEvent[], LedgerEvent[]];
      let at = 0;
      while (at < restA.length && at < restB.length && thought(restA[at]!) === thought(restB[at]!))
        at += 1;
      const [oneA, oneB] = [restA[at], restB[at]];

      const input = { a: `${a.name}@${toA}`, b: `${b.name}@${toB}` };
      const found = await house.call("run.diff", input);
      expect(found["shared"]).toBe(shared);
      if (!oneA && !oneB) expect(found["first"]).toBeNull();
      else {
        expect(found["first"]).toMatchObject({
          a: oneA ? { n: oneA.bseq, id: oneA.id, type: oneA.type } : null,
          b: oneB ? { n: oneB.bseq, id: oneB.id, type: oneB.type } : null,
        });
      }
    }
  });
});
