import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import {
  account,
  flight,
  NO_BUDGET,
  NO_LIMITS,
  NOTHING,
  pending,
  run,
  runAccount,
} from "../../bench/support/pending-call.ts";
import type { AccountState, RunAccount } from "../fold/account.ts";
import { AT_START, type Progress } from "../fold/run-state.ts";
import { budgetReflex, leftFor } from "./budget.ts";
import { deadlineOf } from "./deadline.ts";
import { tooDeep } from "./depth.ts";
import { locksReflex } from "./locks.ts";
import { MOST_IDLE, progressReflex } from "./progress.ts";
import { rateReflex } from "./rate.ts";
import type { InFlight, PendingCall } from "./reflex.ts";
import { repeatReflex } from "./repeat.ts";
import { capped, resultIn } from "./result-cap.ts";

describe("the budget", () => {
  const budgeted = (budget: Partial<RunAccount["budget"]>, spent: Partial<RunAccount["spent"]>) => {
    const own = { budget: { ...NO_BUDGET, ...budget }, spent: { ...NOTHING, ...spent } };
    return account({ runs: { r: runAccount(own) }, last: 9000 });
  };
  const reason = (given: AccountState, call: Partial<PendingCall> = {}) =>
    budgetReflex(pending(call), run(), given)?.reason;

  test("without limits forbids nothing", () => {
    expect(reason(budgeted({}, { steps: 1e6, tokens: 1e9, usd: 1e6 }))).toBeUndefined();
  });

  test("counts the call that is about to be made, and those that are on their way", () => {
    const given = budgeted({ steps: 3 }, { steps: 2 });
    expect(reason(given)).toBeUndefined();
    expect(reason(given, { inFlight: [flight()] })).toBe("the budget of 3 steps is used up");
    expect(reason(budgeted({ steps: 3 }, { steps: 3 }))).toBe("the budget of 3 steps is used up");
  });

  test("counts the time in which somebody worked, and that since the last event", () => {
    const worked = { ...budgeted({ seconds: 5 }, {}), active: 4000 };
    expect(reason(worked)).toBeUndefined();
    expect(reason({ ...worked, last: 8999 })).toBe("the budget of 5 seconds is used up");
  });

  test("counts tokens and money, spent or kept back for a model, whatever the call", () => {
    expect(reason(budgeted({ tokens: 10 }, { tokens: 11 }))).toBe(
      "the budget of 10 tokens is used up",
    );
    const kept = runAccount({
      budget: { ...NO_BUDGET, usd: 0.1 },
      spent: { ...NOTHING, usd: 0.06 },
      reserved: { ...NOTHING, usd: 0.06 },
    });
    expect(reason(account({ runs: { r: kept } }))).toBe("the budget of 0.1 usd is used up");
    expect(reason(budgeted({ tokens: 11, usd: 0.2 }, { tokens: 11, usd: 0.2 }))).toBeUndefined();
  });

  test("is that of every run above it too, with all that goes on below them", () => {
    const parent = runAccount({
      budget: { ...NO_BUDGET, steps: 4 },
      spent: { ...NOTHING, steps: 3 },
    });
    const child = runAccount({ parent: "r", budget: { ...NO_BUDGET, steps: 100 } });
    const tree = account({ runs: { r: parent, a: child, b: child } });
    const inFlight = [flight({ run: "b" })];
    const left = (given: readonly InFlight[]) => leftFor(tree, "a", given, 0).steps;
    expect(left([])).toEqual({ amount: 1, of: 4 });
    expect(left(inFlight)).toEqual({ amount: 0, of: 4 });
    const veto = budgetReflex(pending({ inFlight }), run({ run: "a" }), tree);
    expect(veto).toMatchObject({ fault: "budget", reason: "the budget of 4 steps is used up" });
  });
});

describe("the deadline of a call", () => {
  const timed = (seconds: number | null, active: number) =>
    account({ runs: { r: runAccount({ budget: { ...NO_BUDGET, seconds } }) }, active });

  test("is that of any call, and not beyond the time that its run has left", () => {
    expect(deadlineOf(timed(null, 9e9), "r", 60_000, 0)).toBe(60_000);
    expect(deadlineOf(timed(100, 10_000), "r", 60_000, 0)).toBe(60_000);
    expect(deadlineOf(timed(100, 70_000), "r", 60_000, 0)).toBe(30_000);
  });

  test("is never none", () => {
    expect(deadlineOf(timed(1, 5000), "r", 60_000, 0)).toBe(1);
  });
});

describe("no progress", () => {
  const after = (progress: Partial<Progress>) =>
    progressReflex(pending(), run({ progress: { ...AT_START, ...progress } }), account());

  test("ends a step once a dozen calls and plans have brought nothing", () => {
    expect(after({ idle: MOST_IDLE - 1 })).toBeNull();
    expect(after({ idle: MOST_IDLE })).toMatchObject({ rule: "progress", fault: "error" });
  });
});

describe("repeat", () => {
  const after = (plans: number, call: Partial<PendingCall> = {}) =>
    repeatReflex(pending(call), run({ progress: { ...AT_START, calls: { c: plans } } }), account());

  test("forbids the same call in a fourth plan while nothing has changed", () => {
    expect(after(2)).toBeNull();
    expect(after(3)).toEqual({
      rule: "repeat",
      fault: "error",
      reason:
        "3 plans have called mail__send with the same arguments, and nothing has changed since",
    });
    expect(after(3, { content: "another" })).toBeNull();
  });

  test("lets a call go out again under its effect id", () => {
    expect(after(3, { key: "e1" })).toBeNull();
  });
});

describe("the rate", () => {
  const judged = (recent: number, callsPerMinute: number | null) =>
    rateReflex(pending({ recent, limits: { ...NO_LIMITS, callsPerMinute } }), run(), account());

  test("makes a call wait that comes too early for its server", () => {
    expect(judged(9, 10)).toBeNull();
    expect(judged(10, 10)).toMatchObject({ rule: "rate", fault: "wait" });
    expect(judged(0, 0)).toMatchObject({ fault: "wait" });
    expect(judged(1e6, null)).toBeNull();
  });
});

describe("locks", () => {
  const dir = "/home/ines";
  const blocked = (parts: Partial<PendingCall>) =>
    locksReflex(pending({ effect: "keyed", paths: ["notes/a.md"], ...parts }), run(), account());

  test("make a change wait for whoever changes the same path", () => {
    const held = [{ run: "other", dir, paths: ["notes/a.md"] }];
    expect(blocked({ held })).toEqual({
      rule: "locks",
      fault: "wait",
      reason: "notes/a.md is in use by run other",
    });
    expect(blocked({ held: [{ ...held[0]!, run: "r" }] })!.reason).toEndWith("by another step");
    expect(blocked({ inFlight: [flight({ dir, paths: ["notes/a.md"] })] })).not.toBeNull();
  });

  test("hold what is below and above a path, and in whatever directory a run calls it", () => {
    const free = (path: string, of = dir) =>
      blocked({ held: [{ run: "o", dir: of, paths: [path] }] });
    expect(free("notes")).not.toBeNull();
    expect(free("notes/a.md/b")).not.toBeNull();
    expect(free("a.md", `${dir}/notes`)).not.toBeNull();
    expect(free("notes/a.md2")).toBeNull();
    expect(free("notes/b.md")).toBeNull();
    expect(free("notes/a.md", "/home/tom")).toBeNull();
  });

  test("let reads pass, and what touches no path", () => {
    const held = [{ run: "other", dir, paths: ["notes/a.md"] }];
    expect(blocked({ held, effect: "read" })).toBeNull();
    expect(blocked({ held, paths: [] })).toBeNull();
  });

  test("agree from both sides: who would wait for the other would be waited for", () => {
    const path = fc.array(fc.constantFrom("a", "ab", "b"), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(path, path, (mine, theirs) => {
        const waits = (one: readonly string[], other: readonly string[]) =>
          blocked({ paths: [one.join("/")], held: [{ run: "o", dir, paths: [other.join("/")] }] });
        expect(waits(mine, theirs) === null).toBe(waits(theirs, mine) === null);
      }),
    );
  });
});

describe("the depth", () => {
  test("of runs that start runs is five", () => {
    expect(tooDeep(5)).toBeNull();
    expect(tooDeep(6)).toBe("runs may start runs 5 deep, no deeper");
  });
});

describe("the result cap", () => {
  const MOST = 64 * 1024;

  test("leaves a result as it is that an event can carry", () => {
    expect(capped("x".repeat(MOST))).toBeNull();
  });

  test("shows of a larger one its size, its head and its tail", () => {
    const text = `${"a".repeat(MOST)}${"z".repeat(3000)}`;
    const shown = capped(text)!;
    expect(shown).toMatchObject({ code: "capped", characters: MOST + 3000 });
    expect([shown["head"], shown["tail"]]).toEqual(["a".repeat(2000), "z".repeat(2000)]);
  });

  test("loses nothing: the whole is read from its blob", () => {
    const whole = { rows: [1, 2, 3] };
    const blob = (hash: string) => (hash === "h" ? Buffer.from(JSON.stringify(whole)) : null);
    expect(resultIn({ view: { head: "" }, whole: "h" }, blob)).toEqual(whole);
    expect(resultIn({ view: { ok: true }, whole: null }, blob)).toEqual({ ok: true });
    expect(resultIn({ value: "Ines" }, blob)).toBe("Ines");
  });
});
