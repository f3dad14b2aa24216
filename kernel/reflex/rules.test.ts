import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { type AccountState, initialAccount, type RunAccount } from "../fold/account.ts";
import { AT_START, initialRunState, type Progress, type RunState } from "../fold/run-state.ts";
import { budgetReflex, leftFor } from "./budget.ts";
import { deadlineOf } from "./deadline.ts";
import { tooDeep } from "./depth.ts";
import { driftReflex } from "./drift.ts";
import { locksReflex } from "./locks.ts";
import { policyReflex } from "./policy.ts";
import { MOST_IDLE, progressReflex } from "./progress.ts";
import { rateReflex } from "./rate.ts";
import type { InFlight, Limits, PendingCall } from "./reflex.ts";
import { repeatReflex } from "./repeat.ts";
import { capped, resultIn } from "./result-cap.ts";

const NO_LIMITS: Limits = { deny: [], allow: [], callsPerMinute: null };
const pending = (parts: Partial<PendingCall> = {}): PendingCall => ({
  step: "a",
  server: "mail",
  tool: "mail__send",
  args: { to: "ines" },
  effect: "once",
  content: "c",
  key: "",
  paths: [],
  undoable: false,
  tainted: [],
  changed: false,
  now: 10_000,
  inFlight: [],
  held: [],
  recent: 0,
  limits: NO_LIMITS,
  fits: (schema) => schema !== false,
  ...parts,
});
const flight = (parts: Partial<InFlight> = {}): InFlight => ({
  run: "r",
  steps: 1,
  modelCalls: 0,
  tokens: 0,
  usd: 0,
  grant: null,
  dir: "/home/ines",
  paths: [],
  ...parts,
});
const run = (parts: Partial<RunState> = {}): RunState => ({
  ...initialRunState("r"),
  access: "write",
  dir: "/home/ines",
  ...parts,
});
const account = (parts: Partial<AccountState> = {}): AccountState => ({
  ...initialAccount("r"),
  ...parts,
});

type Allow = AccountState["grants"][number]["allows"][number];
const granted = (allow: Partial<Allow> = {}, of = "r", expires: string | null = null) => {
  const any = { tool: "mail__*", args: true, count: null, undoable: false, seen: false, used: 0 };
  return account({ grants: [{ grant: "g", run: of, expires, allows: [{ ...any, ...allow }] }] });
};

describe("policy", () => {
  const passes = (call: Partial<PendingCall>, given = account(), state = run()) =>
    policyReflex(pending(call), state, given) === null;

  test("lets every read pass, in any run", () => {
    expect(passes({ effect: "read" }, account(), run({ access: "read" }))).toBe(true);
    expect(passes({ effect: "read" })).toBe(true);
  });

  test("lets nothing else pass in a run that may only read, whatever was granted", () => {
    for (const effect of ["keyed", "probe", "once"] as const) {
      const veto = policyReflex(pending({ effect }), run({ access: "read" }), granted());
      expect(veto).toMatchObject({ rule: "policy", fault: "error" });
      expect(veto!.reason).toEndWith("this run may only read");
    }
  });

  test("lets nothing pass that the configuration forbids, reads neither, whatever was granted", () => {
    const forbidden = (limits: Partial<Limits>) =>
      policyReflex(
        pending({ effect: "read", limits: { ...NO_LIMITS, ...limits } }),
        run(),
        granted(),
      );
    expect(forbidden({ deny: ["mail__*"] })).toEqual({
      rule: "policy",
      fault: "error",
      reason: "the configuration forbids mail__send",
    });
    expect(forbidden({ allow: ["files__*"] })).toMatchObject({ fault: "error" });
    expect(forbidden({ allow: ["files__*", "mail__send"] })).toBeNull();
    expect(forbidden({ allow: ["mail__*"], deny: ["mail__send"] })).toMatchObject({
      fault: "error",
    });
  });

  test("asks about a change that no grant covers", () => {
    expect(policyReflex(pending(), run(), account())).toEqual({
      rule: "policy",
      fault: "ask",
      reason: "no approval covers mail__send with these arguments",
    });
  });

  test("lets a change pass that a grant covers, by tool, by run and by arguments", () => {
    expect(passes({}, granted())).toBe(true);
    expect(passes({}, granted({ tool: "mail__send" }))).toBe(true);
    expect(passes({}, granted({ tool: "mail__sen" }))).toBe(false);
    expect(passes({}, granted({ args: false }))).toBe(false);
    expect(passes({}, granted({}, "another"))).toBe(false);
  });

  test("lets it pass as often as the grant says, calls on their way among them", () => {
    const twice = granted({ count: 2, used: 1 });
    expect(passes({}, twice)).toBe(true);
    expect(passes({ inFlight: [flight({ grant: "g#0" })] }, twice)).toBe(false);
    expect(passes({ inFlight: [flight({ grant: "g#1" }), flight()] }, twice)).toBe(true);
    expect(passes({}, granted({ count: 2, used: 2 }))).toBe(false);
  });

  test("lets a call go out again under its effect id: it was counted", () => {
    expect(passes({ key: "e1" }, granted({ count: 1, used: 1 }))).toBe(true);
  });

  test("lets nothing pass by a grant whose time is over", () => {
    const until = (milliseconds: number) =>
      passes({ now: 10_000 }, granted({}, "r", new Date(milliseconds).toISOString()));
    expect([until(10_001), until(10_000)]).toEqual([true, false]);
  });

  test("lets only what can be undone pass by a grant for that", () => {
    expect(passes({}, granted({ undoable: true }))).toBe(false);
    expect(passes({ undoable: true }, granted({ undoable: true }))).toBe(true);
  });

  test("asks about arguments from outside even inside a grant, unless it was given in view of them", () => {
    const tainted = { tainted: ["to"] };
    expect(policyReflex(pending(tainted), run(), granted())).toMatchObject({
      fault: "ask",
      reason: "to of mail__send comes from outside",
    });
    expect(passes(tainted, granted({ seen: true }))).toBe(true);
  });

  test("asks before a once is made whose like came to an unknown end, unless it was given in view of it", () => {
    const unsettled = run({ unsettled: { c: "e1" } });
    // It goes out under the effect id that its like had: that alone is no answer.
    for (const key of ["", "e1"])
      expect(policyReflex(pending({ key }), unsettled, granted())).toMatchObject({ fault: "ask" });
    expect(passes({}, granted({ seen: true }), unsettled)).toBe(true);
    expect(passes({ effect: "keyed" }, granted(), unsettled)).toBe(true);
    expect(passes({ content: "other" }, granted(), unsettled)).toBe(true);
  });
});

const NO_BUDGET = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
const NOTHING = { steps: 0, calls: 0, modelCalls: 0, tokens: 0, usd: 0 };
const runAccount = (parts: Partial<RunAccount>): RunAccount => ({
  parent: null,
  budget: NO_BUDGET,
  spent: NOTHING,
  reserved: NOTHING,
  since: 0,
  ...parts,
});

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

describe("drift", () => {
  test("forbids a tool that is not the one that was agreed on", () => {
    expect(driftReflex(pending(), run(), account())).toBeNull();
    expect(driftReflex(pending({ changed: true }), run(), account())).toEqual({
      rule: "drift",
      fault: "error",
      reason: "mail__send is not what it was when the plan was made",
    });
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
  const plan = {
    event: "p4",
    ground: { kind: "model", name: "", hash: "", slots: {} },
    definition: { steps: [], expect: [] },
    tools: {},
    steps: {},
    goal: { judged: false, checks: 0, failures: [] },
  };
  const after = (plans: number, last = "p3", call: Partial<PendingCall> = {}) => {
    const progress = { ...AT_START, calls: { c: { plans, last } } };
    return repeatReflex(pending(call), run({ plan, progress }), account());
  };

  test("forbids the same call in a fourth plan while nothing has changed", () => {
    expect(after(2)).toBeNull();
    expect(after(3)).toEqual({
      rule: "repeat",
      fault: "error",
      reason:
        "3 plans have called mail__send with the same arguments, and nothing has changed since",
    });
    expect(after(3, "p3", { content: "another" })).toBeNull();
  });

  test("lets a plan make a call as often as it says, and one go out again under its effect id", () => {
    expect(after(3, "p4")).toBeNull();
    expect(after(3, "p3", { key: "e1" })).toBeNull();
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
    const held = [{ run: "other", dir, path: "notes/a.md" }];
    expect(blocked({ held })).toEqual({
      rule: "locks",
      fault: "wait",
      reason: "notes/a.md is in use by run other",
    });
    expect(blocked({ held: [{ ...held[0]!, run: "r" }] })!.reason).toEndWith("by another step");
    expect(blocked({ inFlight: [flight({ dir, paths: ["notes/a.md"] })] })).not.toBeNull();
  });

  test("hold what is below and above a path, and in whatever directory a run calls it", () => {
    const free = (path: string, of = dir) => blocked({ held: [{ run: "o", dir: of, path }] });
    expect(free("notes")).not.toBeNull();
    expect(free("notes/a.md/b")).not.toBeNull();
    expect(free("a.md", `${dir}/notes`)).not.toBeNull();
    expect(free("notes/a.md2")).toBeNull();
    expect(free("notes/b.md")).toBeNull();
    expect(free("notes/a.md", "/home/tom")).toBeNull();
  });

  test("let reads pass, and what touches no path", () => {
    const held = [{ run: "other", dir, path: "notes/a.md" }];
    expect(blocked({ held, effect: "read" })).toBeNull();
    expect(blocked({ held, paths: [] })).toBeNull();
  });

  test("agree from both sides: who would wait for the other would be waited for", () => {
    const path = fc.array(fc.constantFrom("a", "ab", "b"), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(path, path, (mine, theirs) => {
        const waits = (one: readonly string[], other: readonly string[]) =>
          blocked({ paths: [one.join("/")], held: [{ run: "o", dir, path: other.join("/") }] });
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
