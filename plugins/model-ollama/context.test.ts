import { expect, test } from "bun:test";
import fc from "fast-check";

import { clientFor } from "./client.ts";
import { contextFor, estimateTokens, leastTokens } from "./context.ts";
import { contextsOf } from "./loaded.ts";
import { fakeOllama } from "./testing.ts";

test("a context has room for what is needed, or is the whole window, and is never above it", () => {
  const sizes = { min: 1, max: 300_000 };
  const loaded = fc.option(fc.integer(sizes));
  fc.assert(
    fc.property(fc.integer(sizes), fc.integer(sizes), loaded, (need, window, there) => {
      const context = contextFor(need, window, there);
      expect(context).toBeLessThanOrEqual(window);
      expect(context >= need || context === window).toBe(true);
    }),
  );
});

test("prompts of about the same length ask for the same context", () => {
  expect(new Set([100, 900, 4096].map((need) => contextFor(need, 131_072, null))).size).toBe(1);
  expect(contextFor(4097, 131_072, null)).toBe(8192);
});

test("a model that is loaded with enough room is not loaded anew", () => {
  expect(contextFor(500, 8192, 6000)).toBe(6000);
  expect(contextFor(5000, 8192, 4096)).toBe(8192);
});

test("the estimate is never below the least number of tokens", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      expect(estimateTokens(text)).toBeGreaterThanOrEqual(leastTokens(text));
    }),
  );
  expect(estimateTokens("The quick brown fox jumps over the lazy dog.")).toBeGreaterThanOrEqual(10);
  expect(leastTokens("The quick brown fox")).toBe(4);
});

test("a model that is just being loaded counts as loaded, for a while", async () => {
  let time = 0;
  using fake = fakeOllama();
  const client = await clientFor({ address: new URL(fake.url), model: "" });
  const contexts = contextsOf(() => time);
  expect(await contexts.of(client, "d")).toBeNull();
  contexts.asked("d", 16_384);
  expect(await contexts.of(client, "d")).toBe(16_384);
  expect(await contexts.of(client, "another")).toBeNull();
  time = 60_000;
  expect(await contexts.of(client, "d")).toBeNull();
});
