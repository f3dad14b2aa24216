import { expect, test } from "bun:test";

import { parseBudget } from "./budget.ts";

test("a budget names its limits, with the usual units", () => {
  expect(parseBudget("steps=40,usd=0.10,time=5m,tokens=20k")).toEqual({
    steps: 40,
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
])("%p is refused by name", (text, message) => {
  expect(() => parseBudget(text)).toThrow(message);
});
