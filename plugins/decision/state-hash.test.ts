import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { join } from "node:path";

import { python } from "../../bench/support/independent-fold.ts";
import { randomHistory } from "../../bench/support/random-events.ts";
import type { FoldEvent } from "../../kernel/event.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import { initialRunState, OPEN_STEP, type RunState } from "../../kernel/fold/run-state.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { stateHash, stateTree } from "./state-hash.ts";

// Another process starts and ends here, on a machine that may be busy.
setDefaultTimeout(60_000);

function statesOf(history: readonly FoldEvent[]): RunState[] {
  let state = initialRunState("r");
  return [state, ...history.map((event) => (state = foldRun(state, event)))];
}

/** The same state with nothing shared: as a reader of a snapshot has it. */
const apart = (state: RunState) => JSON.parse(JSON.stringify(state)) as RunState;

describe("a state hash", () => {
  test("that follows a run is the one that is made from nothing, over 1,000 random runs", () => {
    const jump = fc.record({ from: fc.nat({ max: 30 }), to: fc.nat({ max: 30 }) });
    fc.assert(
      fc.property(randomHistory(26), jump, (history, { from, to }) => {
        const states = statesOf(history);
        let tree = stateTree(states[0]!);
        for (const state of states) tree = stateTree(state, tree);
        expect(tree.root).toBe(stateHash(apart(states.at(-1)!)));
        // Back as well as forth, as a rewind goes.
        const [before, after] = [from, to].map((at) => states[at % states.length]!);
        expect(stateTree(after!, stateTree(before!)).root).toBe(stateHash(apart(after!)));
      }),
      { numRuns: 1000 },
    );
  });

  test("is another one when anything that it covers is, whatever that is", () => {
    fc.assert(
      fc.property(randomHistory(20), fc.nat(), (history, dice) => {
        const state = apart(statesOf(history).at(-1)!);
        const places = placesIn(state as unknown as JsonValue, []);
        const place = places[dice % places.length]!;
        const before = stateHash(state);
        const after = stateHash(changedAt(state, place));
        const isCovered = !LEFT_OUT.some((out) => `${place.join(".")}.`.startsWith(`${out}.`));
        expect([place, after !== before]).toEqual([place, isCovered]);
      }),
      { numRuns: 1000 },
    );
  });

  test("does not tell a name of two parts from two names, or a text from a number", () => {
    const base = initialRunState("r");
    const fact = { value: 1, source: "e", trust: "tool" as const };
    const hashes = [
      { ...base, facts: { "a.b": fact } },
      { ...base, facts: { a: { ...fact, b: fact } as never } },
      { ...base, facts: { a: { ...fact, value: "1" } } },
      { ...base, facts: { a: fact } },
      { ...base, facts: { constructor: fact } },
      { ...base, facts: JSON.parse(`{"__proto__": ${JSON.stringify(fact)}}`) as never },
      base,
    ].map(stateHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test("of a plan with 500 steps looks at the one that changed, and keeps the rest", () => {
    const steps = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`s${n}`, OPEN_STEP]));
    const base = { ...initialRunState("r"), plan: { steps } as never };
    const plan = { steps: { ...steps, s7: { ...OPEN_STEP, status: "done" } } } as never;
    const before = stateTree(base);
    const after = stateTree({ ...base, plan }, before);
    const changed = after.buckets.filter((bucket, index) => bucket !== before.buckets[index]);
    expect(changed).toHaveLength(1);
    const known = before.buckets.find((bucket) => bucket.has('["plan","steps","s7"]'))!;
    const anew = [...changed[0]!].filter(([name, hash]) => known.get(name) !== hash);
    expect(anew.map(([name]) => name)).toEqual(['["plan","steps","s7"]']);
    expect(after.root).toBe(stateHash(apart({ ...base, plan })));
  });

  test.skipIf(python === null)(
    "is what a reader that has nothing of ours makes of the events",
    async () => {
      const histories = fc.sample(randomHistory(120), { numRuns: 4, seed: 7 });
      for (const history of histories.filter(({ length }) => length > 0)) {
        const lines = history.map((event) => JSON.stringify({ ...event, hlc: String(event.hlc) }));
        const child = Bun.spawn([python!, join(import.meta.dir, "fixtures/state_hash.py")], {
          stdin: new Blob([lines.join("\n")]),
          stdout: "pipe",
          stderr: "inherit",
        });
        const said = await new Response(child.stdout).text();
        const ours = statesOf(history).slice(1);
        expect(said.trimEnd().split("\n")).toEqual(
          ours.map((state, index) => `${index + 1} ${stateHash(state)}`),
        );
      }
    },
  );
});

const LEFT_OUT = ["bseq", "startedAt", "updatedAt", "owner", "closed.at", "extensions"];

/** Every place in a value that holds something that is no object with members. */
function placesIn(value: JsonValue, path: readonly string[]): (readonly string[])[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [path];
  return Object.keys(value).flatMap((name) => placesIn(value[name]!, [...path, name]));
}

function changedAt(state: RunState, path: readonly string[]): RunState {
  const change = (value: JsonValue, [name, ...rest]: readonly string[]): JsonValue => {
    if (name === undefined) return typeof value === "string" ? `${value}.` : { was: value };
    const object = value as JsonObject;
    const entries = Object.entries(object).map(([key, member]) => [
      key,
      key === name ? change(member, rest) : member,
    ]);
    return Object.fromEntries(entries) as JsonObject;
  };
  return change(state as unknown as JsonValue, path) as unknown as RunState;
}
