import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import {
  account,
  flight,
  NO_BUDGET,
  NO_LIMITS,
  pending,
  run,
  runAccount,
} from "../../../bench/support/pending-call.ts";
import { AT_START, type Progress } from "../../../kernel/fold/run-state.ts";
import type { PendingCall } from "../../../kernel/reflex/reflex.ts";
import { deadlineOf } from "./deadline.ts";
import { tooDeep } from "./depth.ts";
import { locksReflex } from "./locks.ts";
import { MOST_IDLE, progressReflex } from "./progress.ts";
import { rateReflex } from "./rate.ts";
import { repeatReflex } from "./repeat.ts";
import { capped } from "./result-cap.ts";

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
