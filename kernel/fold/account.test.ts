import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { allowance } from "../../bench/support/allowance.ts";
import { eraseAll, RANDOM_TYPES, randomHistory } from "../../bench/support/random-events.ts";
import type { FoldEvent } from "../event.ts";
import { canonicalize, type JsonObject, type JsonValue } from "../json.ts";
import { ACCOUNT_TYPES, type AccountState, foldAccount, initialAccount } from "./account.ts";

function fold(events: readonly FoldEvent[], from: AccountState = initialAccount("r")) {
  return events.reduce(foldAccount, from);
}

function bytes(state: AccountState): string {
  return canonicalize(state as unknown as JsonValue);
}

describe("the account fold", () => {
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
        const snapshot = JSON.parse(JSON.stringify(fold(events.slice(0, cut)))) as AccountState;
        expect(bytes(fold(events.slice(cut), snapshot))).toBe(bytes(fold(events)));
      }),
    );
  });

  test("looks at the types that it names, and at no others", () => {
    fc.assert(
      fc.property(randomHistory(), (events) => {
        const seen = events.filter((event) => ACCOUNT_TYPES.includes(event.type));
        expect(bytes(fold(seen))).toBe(bytes(fold(events)));
      }),
    );
  });

  test("goes on when payloads are erased, whichever they are", () => {
    fc.assert(
      fc.property(randomHistory(), fc.subarray([...RANDOM_TYPES]), (events, types) => {
        expect(fold(eraseAll(events, types)).root).toBe("r");
      }),
    );
  });

  test("never gives back what was spent, and reserves what model calls under way hold", () => {
    fc.assert(
      fc.property(randomHistory(), (events) => {
        // A run begins once.
        let before = fold(events.slice(0, 1));
        for (const event of events.slice(1).filter(({ type }) => type !== "run.started")) {
          const after = foldAccount(before, event);
          for (const name of ["steps", "calls", "modelCalls", "tokens", "usd"] as const)
            expect(after.spent[name]).toBeGreaterThanOrEqual(before.spent[name]);
          const held = Object.values(after.thinking).reduce((sum, { tokens }) => sum + tokens, 0);
          expect(after.runs["r"]!.reserved.tokens).toBe(held);
          before = after;
        }
        const closed = Object.values(before.effects).reduce((sum, count) => sum + count, 0);
        const open = Object.keys(before.open).length;
        // What a dead kernel was reading for an expectation is neither.
        expect(closed + open).toBeLessThanOrEqual(before.spent.calls);
      }),
    );
  });
});

const NONE = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };

type Part = readonly [type: string, data: JsonObject, at?: number, branch?: string];

/** Events as a ledger would hand them over, a second apart unless said otherwise. */
function history(...parts: readonly Part[]): FoldEvent[] {
  return parts.map(([type, data, at, branch = "r"], index) => {
    const hlc = (1_000_000 + (at ?? index) * 1000) * 4096;
    return { id: `e${index}`, type, version: 1, data, hlc, branch, bseq: index + 1, actor: "" };
  });
}

const started = (run: string, parent: string | null, budget: JsonObject = {}): JsonObject => ({
  run,
  root: "r",
  parent: parent === null ? null : { run: parent, step: "s", depth: 1 },
  budget: { ...NONE, ...budget },
});
const intended = (more: JsonObject = {}): JsonObject => ({
  step: "a",
  purpose: "step",
  server: "s",
  tool: "t",
  effect: "once",
  paths: [],
  key: "",
  grant: null,
  ...more,
});
const given = (...allows: Parameters<typeof allowance>[0][]): JsonObject => ({
  grant: "g",
  run: "r",
  expires: null,
  allows: allows.map((one) => allowance({ count: 2, ...one })),
});

describe("what a run spends", () => {
  const tree = [
    ["run.started", started("r", null)],
    ["run.started", started("a", "r"), undefined, "a"],
    ["run.started", started("b", "a"), undefined, "b"],
    ["tool.intended", intended(), undefined, "b"],
    ["model.called", { tokens: 100, usd: 0.5 }, undefined, "a"],
  ] as const;

  test("is spent by every run above it too, and so is what it reserves", () => {
    const { runs, spent } = fold(history(...tree));
    const steps = Object.entries(runs).map(([run, one]) => [run, one.spent.steps]);
    expect(Object.fromEntries(steps)).toEqual({ r: 1, a: 1, b: 1 });
    const reserved = Object.entries(runs).map(([run, one]) => [run, one.reserved.tokens]);
    expect(Object.fromEntries(reserved)).toEqual({ r: 100, a: 100, b: 0 });
    expect(spent).toMatchObject({ steps: 1, calls: 1, modelCalls: 1, tokens: 0 });
  });

  test("is what the model took, once it has answered; what was kept back is free", () => {
    const answered = { call: "e4", inputTokens: 30, outputTokens: 12, usd: 0.1 };
    const { runs, spent, thinking } = fold(history(...tree, ["model.answered", answered]));
    expect(runs["a"]).toMatchObject({ spent: { tokens: 42, usd: 0.1 }, reserved: { tokens: 0 } });
    expect(runs["r"]).toMatchObject({ spent: { tokens: 42 }, reserved: { tokens: 0, usd: 0 } });
    expect([spent.tokens, thinking]).toEqual([42, {}]);
  });

  test("is all that was reserved when the kernel died before the answer: it may have been paid for", () => {
    const claim = ["run.claimed", { origin: "o", epoch: 2 }, undefined, "a"] as const;
    const { runs, thinking } = fold(history(...tree, claim));
    expect(runs["r"]).toMatchObject({ spent: { tokens: 100, usd: 0.5 }, reserved: { tokens: 0 } });
    expect(thinking).toEqual({});
  });

  const over = (branch: string) =>
    ["run.finished", { outcome: "done" }, undefined, branch] as const;

  test("stays spent when the run is over and leaves the account", () => {
    const { runs } = fold(history(...tree, over("b")));
    expect(Object.keys(runs)).toEqual(["r", "a"]);
    expect(runs["a"]!.spent.steps).toBe(1);
  });

  test("bounds the runs below it even when it is over; it leaves with the last of them", () => {
    const orphan = fold(history(...tree, over("a"), ["tool.intended", intended(), undefined, "b"]));
    expect(orphan.runs["a"]).toMatchObject({ isOver: true, spent: { steps: 2 } });
    expect(Object.keys(fold(history(...tree, over("a"), over("b"))).runs)).toEqual(["r"]);
  });

  test("is what it asked a model when it ends before the answer: it may have been paid for", () => {
    const { runs, thinking } = fold(history(...tree, over("b"), over("a")));
    expect(runs["r"]).toMatchObject({ spent: { tokens: 100 }, reserved: { tokens: 0 } });
    expect(thinking).toEqual({});
  });

  test("on a branch that was opened to go on with it counts as its own", () => {
    const diverged = { run: "r", from: "r", at: 4, changes: ["the tool s__t"], tools: {} };
    const on = fold(
      history(
        ...tree,
        ["run.diverged", diverged, undefined, "r2"],
        ["tool.intended", intended(), undefined, "r2"],
        ["run.diverged", { ...diverged, from: "r2" }, undefined, "r3"],
        ["tool.intended", intended(), undefined, "r3"],
      ),
    );
    expect(on.runs["r"]!.spent.steps).toBe(3);
    expect(on.runs["a"]!.spent.steps).toBe(1);
  });
});

describe("a grant", () => {
  const use = (index: number, key = "") =>
    ["tool.intended", intended({ grant: `g#${index}`, key })] as const;

  test("is used by each intent that relied on it, of the allowance that it named", () => {
    const { grants } = fold(
      history(["grant.given", given({ tool: "s__t" }, { tool: "x" })], use(0), use(1), use(1)),
    );
    expect(grants[0]!.allows.map(({ used }) => used)).toEqual([1, 2]);
  });

  test("is not used once more by a call that goes out again under its effect id", () => {
    const { grants } = fold(
      history(["grant.given", given({ tool: "s__t" })], use(0), use(0, "e1")),
    );
    expect(grants[0]!.allows[0]!.used).toBe(1);
  });

  test("is gone when it was revoked", () => {
    const revoked = ["grant.revoked", { grant: "g", by: "person" }] as const;
    expect(fold(history(["grant.given", given({ tool: "s__t" })], revoked)).grants).toEqual([]);
  });
});

describe("an effect is open", () => {
  const open = (...after: readonly Part[]) =>
    Object.keys(fold(history(["tool.intended", intended({ paths: ["a.md"] })], ...after)).open);

  test("until its result is in, and holds its paths", () => {
    const intent = history(["tool.intended", intended({ paths: ["a.md"] })]);
    expect(fold(intent).open["e0"]).toMatchObject({ run: "r", tool: "s__t", paths: ["a.md"] });
    expect(open(["tool.finished", { call: "e0", hosts: [] }])).toEqual([]);
  });

  test("while nobody knows whether it happened, and while its task goes on", () => {
    expect(open(["tool.unknown", { call: "e0", then: "settle" }])).toEqual(["e0"]);
    expect(open(["tool.deferred", { call: "e0", handle: {} }])).toEqual(["e0"]);
    expect(open(["run.claimed", { origin: "o", epoch: 2 }])).toEqual(["e0"]);
  });

  test("no more once it is settled", () => {
    const unknown = ["tool.unknown", { call: "e0", then: "settle" }] as const;
    expect(open(unknown, ["tool.settled", { call: "e0", verdict: "happened" }])).toEqual([]);
  });

  test("unless it was a look of a dead kernel, which is made again", () => {
    const look = ["tool.intended", intended({ purpose: "probe", effect: "read" })] as const;
    const claimed = ["run.claimed", { origin: "o", epoch: 2 }] as const;
    expect(fold(history(look, claimed)).open).toEqual({});
  });
});

describe("time", () => {
  const seconds = (...parts: readonly Part[]) => fold(history(...parts)).active / 1000;
  const begin = ["run.started", started("r", null), 0] as const;

  test("is what passes between events", () => {
    expect(seconds(begin, ["tool.intended", intended(), 10])).toBe(10);
  });

  test("stands still while nobody works: until a claim, and until a person says something", () => {
    const claimed = ["run.claimed", { origin: "o", epoch: 2 }, 1000] as const;
    const answered = ["ask.answered", { ask: "q", value: true }, 9000] as const;
    expect(seconds(begin, claimed, answered, ["tool.intended", intended(), 9005])).toBe(5);
    const granted = ["grant.given", given({ tool: "x" }), 9000] as const;
    expect(seconds(begin, granted, ["grant.revoked", { grant: "g" }, 9500])).toBe(0);
  });

  test("never runs backwards, whatever clocks do", () => {
    const back = ["tool.finished", { call: "e1", hosts: [] }, 3] as const;
    const on = ["tool.intended", intended(), 12] as const;
    expect(seconds(begin, ["tool.intended", intended(), 10], back, on)).toBe(12);
  });

  test("of a child is counted from where the tree stood when it began", () => {
    const worked = ["tool.intended", intended(), 20] as const;
    const claimed = ["run.claimed", { origin: "o", epoch: 2 }, 1000] as const;
    const child = ["run.started", started("a", "r"), 1005, "a"] as const;
    expect(fold(history(begin, worked, claimed, child)).runs["a"]!.since).toBe(25_000);
  });
});
