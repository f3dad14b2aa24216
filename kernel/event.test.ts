import { expect, test } from "bun:test";
import fc from "fast-check";

import { millisecondsOf, text, timeOf } from "./event.ts";

const YEAR_2039 = 2 ** 53 / 4096 - 1;

test("the clock of an event gives back its millisecond, whatever the counter says", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: YEAR_2039 }), fc.nat({ max: 4095 }), (now, counter) => {
      const hlc = now * 4096 + counter;
      expect(Number.isSafeInteger(hlc)).toBe(true);
      expect(millisecondsOf(hlc)).toBe(now);
      expect(timeOf(hlc)).toBe(new Date(now).toISOString());
    }),
  );
});

test("times sort as clocks do", () => {
  const clock = fc.integer({ min: 0, max: 2 ** 53 - 1 });
  fc.assert(
    fc.property(clock, clock, (one, other) => {
      if (one <= other) expect(timeOf(one) <= timeOf(other)).toBe(true);
      else expect(timeOf(one) >= timeOf(other)).toBe(true);
    }),
  );
});

test("text is itself, anything else is the fallback", () => {
  expect(text("words")).toBe("words");
  expect(text("", "fallback")).toBe("");
  for (const other of [undefined, null, 1, [], {}]) {
    expect(text(other)).toBe("");
    expect(text(other, "fallback")).toBe("fallback");
  }
});
