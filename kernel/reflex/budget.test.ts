import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { type Happening, type Limits, RunTree, TAKEN } from "../../bench/support/run-tree.ts";

const quarters = (max: number) => fc.nat({ max: max * 4 }).map((count) => count / 4);
const limit = (most: fc.Arbitrary<number>) => fc.option(most, { nil: null, freq: 3 });
const limits: fc.Arbitrary<Limits> = fc.record({
  steps: limit(fc.nat({ max: 6 })),
  modelCalls: limit(fc.nat({ max: 4 })),
  tokens: limit(fc.nat({ max: 300 })),
  usd: limit(quarters(3)),
});
const nothing = fc.constant({ steps: null, modelCalls: null, tokens: null, usd: null });
const number = fc.nat({ max: 99 });
const kind = <K extends string>(name: K) => fc.constant(name);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: kind("start"), under: number, budget: limits }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: kind("want"),
      run: number,
      // None: it is a tool that is called.
      tokens: fc.oneof(fc.constant(0), fc.nat({ max: 120 })),
      usd: quarters(1),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: kind("write"), which: number }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind("answer"), which: number, share: fc.nat({ max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind("repeat"), which: number }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("crash") }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("go-on"), which: number }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("branch"), run: number, at: number }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("finish"), which: number }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("rewind"), which: number }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind("fork"), which: number, given: fc.oneof(nothing, limits) }),
  },
);
const story = fc.tuple(limits, fc.array(happening, { maxLength: 80, size: "max" }));

/** What any run of the tree has taken beyond its budget, the runs below it included. */
function excess(tree: RunTree): string[] {
  return tree.runs.flatMap(({ id, budget }) => {
    const taken = tree.takenBy(id);
    const over = TAKEN.filter((name) => budget[name] !== null && taken[name] > budget[name]);
    return over.map((name) => `${id} took ${taken[name]} of ${budget[name]} ${name}`);
  });
}

type Counts = ConstructorParameters<typeof RunTree>[1];

/** Plays any story to its end, or to where `check` has something to say. */
function play(counts: Counts, check: (tree: RunTree) => readonly string[]) {
  return fc.property(story, ([budget, happenings]) => {
    const tree = new RunTree(budget, counts);
    for (const one of happenings) {
      tree.happen(one);
      expect(check(tree)).toEqual([]);
    }
  });
}

const all: Counts = (inFlight) => inFlight;

describe("over any tree of runs, with crashes, branches, rewinds, forks and answers that come at any time", () => {
  test("no run, with all below it, ever takes more than it was given", () => {
    fc.assert(play(all, excess), { numRuns: 2000 });
  });

  test("the account never says less than what was taken: what is spent and what is kept back", () => {
    const understated = ({ account, ...tree }: RunTree, taken: RunTree["takenBy"]) =>
      tree.runs.flatMap(({ id }) => {
        const known = account.runs[id];
        if (!known) return [];
        const really = taken(id);
        const short = TAKEN.filter(
          (name) => known.spent[name] + known.reserved[name] < really[name],
        );
        return short.map((name) => `${id} has taken ${really[name]} ${name}`);
      });
    fc.assert(
      play(all, (tree) => understated(tree, (run) => tree.takenBy(run))),
      { numRuns: 1000 },
    );
  });

  test("a fork to which a person gives nothing raises no budget", () => {
    const isGift = (one: Happening) =>
      one.kind === "fork" && TAKEN.some((name) => one.given[name] !== null);
    const property = fc.property(story, ([budget, happenings]) => {
      const tree = new RunTree(budget, all);
      const given = () => tree.runs.map(({ budget: own }) => own);
      for (const one of happenings.filter((each) => !isGift(each))) {
        const before = given();
        tree.happen(one);
        expect(given().slice(0, before.length)).toEqual(before);
      }
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test("that is so because calls on their way are counted: without them a budget is overdrawn", () => {
    const none: Counts = () => [];
    expect(fc.check(play(none, excess), { numRuns: 2000 }).failed).toBe(true);
  });
});
