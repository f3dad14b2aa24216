import { expect, test } from "bun:test";
import { effectOf } from "./effect.ts";
import type { EffectFacts } from "./effect.ts";

const nothing: EffectFacts = {
  configured: undefined,
  declared: undefined,
  readOnlyHint: undefined,
  destructiveHint: undefined,
};

test("an unknown tool is once", () => {
  expect(effectOf(nothing)).toBe("once");
});

test("the configuration wins over everything that a server says", () => {
  const facts: EffectFacts = { ...nothing, declared: "read", readOnlyHint: true };
  expect(effectOf({ ...facts, configured: "once" })).toBe("once");
  expect(effectOf({ ...nothing, configured: "keyed" })).toBe("keyed");
});

test("a server's word for its tool counts before its hints", () => {
  expect(effectOf({ ...nothing, declared: "probe" })).toBe("probe");
  expect(effectOf({ ...nothing, declared: "once", readOnlyHint: true })).toBe("once");
  expect(effectOf({ ...nothing, declared: "read" })).toBe("read");
  expect(effectOf({ ...nothing, declared: "read", destructiveHint: true })).toBe("once");
});

test("a hint makes a read only when nothing speaks against it", () => {
  expect(effectOf({ ...nothing, readOnlyHint: true })).toBe("read");
  expect(effectOf({ ...nothing, readOnlyHint: true, destructiveHint: false })).toBe("read");
  expect(effectOf({ ...nothing, readOnlyHint: true, destructiveHint: true })).toBe("once");
  expect(effectOf({ ...nothing, readOnlyHint: false, destructiveHint: false })).toBe("once");
});
