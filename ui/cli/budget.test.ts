import { expect, test } from "bun:test";

import { budgetMend, parseBudget, spentOfGranted } from "./budget.ts";

test("a budget names its limits, with the usual units", () => {
  expect(parseBudget("steps=40,usd=0.10,time=5m,tokens=20k,model-calls=5")).toEqual({
    steps: 40,
    modelCalls: 5,
    usd: 0.1,
    seconds: 300,
    tokens: 20_000,
  });
  expect(parseBudget("time=1.5h, tokens=2M")).toEqual({ seconds: 5400, tokens: 2_000_000 });
});

test.each([
  ["step=4", 'there is no "step" (did you mean "steps"?)'],
  ["steps=-4", 'steps cannot be "-4"'],
  ["steps=4.5", 'steps cannot be "4.5"'],
  ["time=5 parsecs", 'time cannot be "5 parsecs"'],
  ["usd=free", 'usd cannot be "free"'],
  ["", 'there is no ""'],
  ["modelcalls=3", 'there is no "modelcalls" (did you mean "model-calls"?)'],
  ["model-calls=few", 'model-calls cannot be "few"'],
  ["steps=4,steps=9", "steps is there twice"],
])("%p is refused by name", (text, message) => {
  expect(() => parseBudget(text)).toThrow(message);
});

test("what is spent is told of each limit that there is, as it was written", () => {
  const none = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
  const spent = { steps: 3, seconds: 12.34, modelCalls: 1, tokens: 1200, usd: 0.00213 };
  const reserved = { steps: 0, seconds: 0, modelCalls: 0, tokens: 500, usd: 0 };
  const told = (granted: object) =>
    spentOfGranted({ granted: { ...none, ...granted }, spent, reserved });
  expect(told({})).toEqual([]);
  expect(spentOfGranted(null)).toEqual([]);
  expect(told({ steps: 40, seconds: 300, modelCalls: 5, tokens: 20_000, usd: 0.1 })).toEqual([
    "3 of 40 steps",
    "12 s of 5 min",
    "1 of 5 model calls",
    "1200 of 20k tokens (500 reserved)",
    "$0.0021 of $0.1",
  ]);
});

test.each([
  ["the budget of 3 steps is used up", "--budget steps=…"],
  ["the budget of 0.5 seconds is used up", "--budget time=…"],
  ["the budget of 5 modelCalls is used up", "--budget model-calls=…"],
  ["the budget of 10 tokens does not allow a model call", "--budget tokens=…"],
])("%p is mended by %s", (reason, flag) => {
  expect(budgetMend(reason)).toEndWith(flag);
  expect(budgetMend("stopped by person")).toBeNull();
});
