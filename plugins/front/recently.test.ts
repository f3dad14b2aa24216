import { expect, test } from "bun:test";

import { recently } from "./recently.ts";

test("an answer holds for a while, a failure for none, and few are kept", async () => {
  const asked: string[] = [];
  const ask = recently(30_000, (key: string) => {
    asked.push(key);
    if (key === "bad") throw new Error("no");
    return key.toUpperCase();
  });
  expect([ask("a"), ask("a"), asked.length]).toEqual(["A", "A", 1]);
  for (let n = 0; n < 2; n += 1) expect(() => ask("bad")).toThrow("no");
  expect(asked.length).toBe(3);
  for (let n = 0; n < 100; n += 1) ask(`k${n}`);
  ask("a");
  expect(asked.filter((key) => key === "a").length).toBe(2);
  const never = recently(0, () => asked.push("x"));
  expect(never("x")).not.toBe(never("x"));
});
