import { describe, expect, test } from "bun:test";

import {
  account,
  flight,
  NO_BUDGET,
  NOTHING,
  pending,
  run,
  runAccount,
} from "../../bench/support/pending-call.ts";
import type { AccountState, RunAccount } from "../fold/account.ts";
import { budgetReflex, leftFor } from "./budget.ts";
import type { InFlight, PendingCall } from "./reflex.ts";
import { resultIn } from "../recorded-result.ts";

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

describe("a result", () => {
  test("too large for its event is read from its blob", () => {
    const whole = { rows: [1, 2, 3] };
    const blob = (hash: string) => (hash === "h" ? Buffer.from(JSON.stringify(whole)) : null);
    expect(resultIn({ view: { head: "" }, whole: "h" }, blob)).toEqual(whole);
    expect(resultIn({ view: { ok: true }, whole: null }, blob)).toEqual({ ok: true });
    expect(resultIn({ value: "Ines" }, blob)).toBe("Ines");
  });
});
