import { expect, test } from "bun:test";

import type { Allowance, Grant } from "../../kernel/fold/account.ts";
import { handedDown } from "./grants.ts";

const allowed: Allowance = {
  tool: "shop__send",
  args: null,
  seen: true,
  count: null,
  undoable: false,
  step: null,
  plan: null,
  definitions: {},
  used: 0,
} as unknown as Allowance;

const grant = (more: Partial<Allowance>, run = "run"): Grant => ({
  grant: "g",
  run,
  expires: null,
  allows: [{ ...allowed, ...more }],
});

test("a program is handed down what was allowed for its whole run, as not seen", () => {
  const [given] = handedDown([grant({})], "run");
  expect(given?.allows).toMatchObject([{ tool: "shop__send", seen: false }]);
});

test.each<[string, Grant]>([
  ["so many calls", grant({ count: 1 })],
  ["one step", grant({ step: "send" })],
  ["one plan", grant({ plan: "a" })],
  ["another run", grant({}, "other")],
])("it is handed down nothing that was allowed for %s", (_, one) => {
  expect(handedDown([one], "run")).toEqual([]);
});
