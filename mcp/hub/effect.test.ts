import { expect, test } from "bun:test";
import { effectOf } from "./effect.ts";
import type { EffectFacts } from "./effect.ts";

const nothing: EffectFacts = {
  configured: undefined,
  trusted: false,
  declared: undefined,
  readOnlyHint: undefined,
  destructiveHint: undefined,
};

test("an unknown tool is once", () => {
  expect(effectOf(nothing)).toBe("once");
  expect(effectOf({ ...nothing, trusted: true })).toBe("once");
});

test("the configuration wins over everything that a server says", () => {
  const facts: EffectFacts = { ...nothing, trusted: true, declared: "read", readOnlyHint: true };
  expect(effectOf({ ...facts, configured: "once" })).toBe("once");
  expect(effectOf({ ...nothing, configured: "keyed" })).toBe("keyed");
});

test("a trusted server's word counts, another server's does not", () => {
  expect(effectOf({ ...nothing, trusted: true, declared: "probe" })).toBe("probe");
  expect(effectOf({ ...nothing, trusted: true, declared: "once", readOnlyHint: true })).toBe(
    "once",
  );
  expect(effectOf({ ...nothing, trusted: false, declared: "read" })).toBe("once");
});

test("a hint makes a read only when nothing speaks against it", () => {
  expect(effectOf({ ...nothing, readOnlyHint: true })).toBe("read");
  expect(effectOf({ ...nothing, readOnlyHint: true, destructiveHint: false })).toBe("read");
  expect(effectOf({ ...nothing, readOnlyHint: true, destructiveHint: true })).toBe("once");
  expect(effectOf({ ...nothing, readOnlyHint: false, destructiveHint: false })).toBe("once");
});
