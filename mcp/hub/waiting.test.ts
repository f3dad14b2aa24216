import { expect, test } from "bun:test";
import { atMost, unlessAborted } from "./waiting.ts";

test("work that ends first settles as it does", async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(signal, Promise.resolve(7))).toBe(7);
  await expect(unlessAborted(signal, Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("an abort rejects with its reason, also when it came before", async () => {
  const never = new Promise(() => {});
  const abort = new AbortController();
  const waiting = unlessAborted(abort.signal, never);
  abort.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(unlessAborted(abort.signal, never)).rejects.toThrow("enough");
});

test("a wait ends with its event or with its time", async () => {
  await atMost(60_000, Promise.resolve());
  await atMost(60_000, Promise.reject(new Error("also an end")));
  await atMost(1, new Promise(() => {}));
});
