import { describe, expect, test } from "bun:test";

import { type AccountState, initialAccount } from "../fold/account.ts";
import { initialRunState, type RunState } from "../fold/run-state.ts";
import { budgetReflex } from "./budget.ts";
import { policyReflex } from "./policy.ts";
import type { PendingCall } from "./reflex.ts";

const HLC = 4096;
const pending = (parts: Partial<PendingCall> = {}): PendingCall => ({
  step: "a",
  tool: "mail__send",
  args: { to: "ines" },
  effect: "once",
  now: 10_000,
  reserved: 0,
  ...parts,
});
const run = (access: RunState["access"]): RunState => ({ ...initialRunState("r"), access });
const account = (parts: Partial<AccountState>): AccountState => ({
  ...initialAccount("r"),
  ...parts,
});
const granted = (args: string | null, of = "r") =>
  account({ grants: [{ grant: "g", tools: ["mail__*"], args, run: of }] });

describe("policy", () => {
  test("lets every read pass, in any run", () => {
    const read = pending({ effect: "read" });
    expect(policyReflex(read, run("read"), account({}))).toBeNull();
    expect(policyReflex(read, run("write"), account({}))).toBeNull();
  });

  test("lets nothing else pass in a run that may only read, whatever was granted", () => {
    for (const effect of ["keyed", "probe", "once"] as const) {
      const veto = policyReflex(pending({ effect }), run("read"), granted(null));
      expect(veto).toMatchObject({ rule: "policy", fault: "error" });
      expect(veto!.reason).toEndWith("this run may only read");
    }
  });

  test("lets a change pass that a grant covers, by tool, by run and by arguments", () => {
    const judged = (given: AccountState) => policyReflex(pending(), run("write"), given) === null;
    expect(judged(granted(null))).toBe(true);
    expect(judged(granted('*"to":"ines"*'))).toBe(true);
    expect(judged(granted('*"to":"tom"*'))).toBe(false);
    expect(judged(granted(null, "another"))).toBe(false);
    expect(judged(account({}))).toBe(false);
  });
});

describe("the budget", () => {
  const limits = { steps: null, seconds: null, tokens: null, usd: null };
  const none = { steps: 0, calls: 0, tokens: 0, usd: 0 };
  const reason = (given: Partial<AccountState>, call: Partial<PendingCall> = {}) =>
    budgetReflex(pending(call), run("write"), account({ startedAt: 9000 * HLC, ...given }))?.reason;

  test("without limits forbids nothing", () => {
    expect(reason({ spent: { steps: 1e6, calls: 1e6, tokens: 1e9, usd: 1e6 } })).toBeUndefined();
  });

  test("counts the call that is about to be made, and those that are on their way", () => {
    const given = { budget: { ...limits, steps: 3 }, spent: { ...none, steps: 2 } };
    expect(reason(given)).toBeUndefined();
    expect(reason(given, { reserved: 1 })).toBe("the budget of 3 steps is used up");
    expect(reason({ ...given, spent: { ...none, steps: 3 } })).toBe(
      "the budget of 3 steps is used up",
    );
  });

  test("counts the time since the tree began", () => {
    expect(reason({ budget: { ...limits, seconds: 1 } })).toBeUndefined();
    expect(reason({ budget: { ...limits, seconds: 0.9 } })).toBe(
      "the budget of 0.9 seconds is used up",
    );
  });

  test("counts tokens and money, whatever the call", () => {
    const spent = { ...none, tokens: 11, usd: 0.2 };
    expect(reason({ budget: { ...limits, tokens: 10 }, spent })).toBe(
      "the budget of 10 tokens is used up",
    );
    expect(reason({ budget: { ...limits, usd: 0.1 }, spent })).toBe(
      "the budget of 0.1 usd is used up",
    );
    expect(reason({ budget: { ...limits, tokens: 11, usd: 0.2 }, spent })).toBeUndefined();
  });
});
