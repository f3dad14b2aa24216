import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { eraseAll, RANDOM_TYPES, randomHistory } from "../../bench/support/random-events.ts";
import type { FoldEvent } from "../event.ts";
import { canonicalize, type JsonValue } from "../json.ts";
import { type ExtensionReducers, foldRun } from "./run.ts";
import { initialRunState, type RunState } from "./run-state.ts";

const extensions: ExtensionReducers = new Map([
  ["weather.sun.rose", { prefix: "weather", reduce: (slice) => Number(slice ?? 0) + 1 }],
]);

function fold(events: readonly FoldEvent[], from: RunState = initialRunState("r")): RunState {
  return events.reduce((state, event) => foldRun(state, event, extensions), from);
}

function bytes(state: RunState): string {
  return canonicalize(state as unknown as JsonValue);
}

describe("the branch fold", () => {
  test("makes the same state of the same events, byte for byte", () => {
    fc.assert(
      fc.property(randomHistory(), (events) => {
        const copy = JSON.parse(JSON.stringify(events)) as FoldEvent[];
        expect(bytes(fold(copy))).toBe(bytes(fold(events)));
      }),
    );
  });

  test("comes to the same state from a snapshot taken anywhere", () => {
    fc.assert(
      fc.property(randomHistory(), fc.nat(), (events, random) => {
        const cut = random % (events.length + 1);
        const snapshot = JSON.parse(JSON.stringify(fold(events.slice(0, cut)))) as RunState;
        expect(bytes(fold(events.slice(cut), snapshot))).toBe(bytes(fold(events)));
      }),
    );
  });

  test("leaves the state that it was given as it was", () => {
    fc.assert(
      fc.property(randomHistory(30), (events) => {
        let state = initialRunState("r");
        for (const event of events) {
          const before = bytes(state);
          const next = foldRun(state, event, extensions);
          expect(bytes(state)).toBe(before);
          state = next;
        }
      }),
    );
  });

  test("goes on when payloads are erased, whichever they are", () => {
    const anyTypes = fc.subarray([...RANDOM_TYPES]);
    fc.assert(
      fc.property(randomHistory(), anyTypes, (events, types) => {
        const state = fold(eraseAll(events, types));
        expect(state.bseq).toBe(events.length);
      }),
    );
  });

  test("says that a run is over even when the end itself is erased", () => {
    const ends = (outcome: string | null) =>
      fold([
        { ...event(1, "run.finished"), data: outcome === null ? null : { outcome } },
      ] as FoldEvent[]).outcome;
    expect([ends("done"), ends(null)]).toEqual(["done", "erased"]);
  });

  test("carries an event of an absent plugin without a trace in the state", () => {
    const unknown = { ...event(1, "weather.sun.rose"), data: { hour: 6 } };
    const without = foldRun(initialRunState("r"), unknown);
    expect(without.extensions).toEqual({});
    expect(without.bseq).toBe(1);
    expect(fold([unknown]).extensions).toEqual({ weather: 1 });
  });
});

describe("what stays in the state", () => {
  test("a finished plan leaves only its number, its digest, its checks and its gaps", () => {
    const accepted = {
      ...event(1, "plan.accepted"),
      data: {
        plan: { steps: [{ id: "a", expect: [], after: [] }], expect: [] },
        ground: { kind: "file", name: "", hash: "", slots: {} },
        tools: {},
        notes: [],
      },
    };
    const closed = {
      ...event(2, "plan.closed"),
      data: { digest: "d", checks: 3, unproved: ["nothing has checked a"] },
    };
    const state = fold([accepted, closed]);
    expect(state.plan).toBeNull();
    expect(state.closed).toMatchObject({
      plans: 1,
      checks: 3,
      unproved: ["nothing has checked a"],
      at: 2,
    });
  });

  test("the newest hundred facts", () => {
    const facts = Array.from({ length: 250 }, (_, index) => ({
      ...event(index + 1, "fact.learned"),
      data: { name: `n${index}`, value: index, source: "", trust: "tool" },
    }));
    const names = Object.keys(fold(facts as FoldEvent[]).facts);
    expect(names).toHaveLength(100);
    expect(names.at(-1)).toBe("n249");
  });
});

function event(bseq: number, type: string): FoldEvent {
  const parts = { id: `event-${bseq}`, version: 1, branch: "r", actor: "kernel", subject: "run/r" };
  return { ...parts, type, bseq, hlc: bseq * 4096, data: {} };
}
