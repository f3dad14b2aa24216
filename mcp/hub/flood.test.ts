import { expect, test } from "bun:test";
import { endlessLine, FloodGauge } from "./flood.ts";

test("what is said unasked is counted by the second", () => {
  const gauge = new FloodGauge();
  expect(gauge.unasked(20_000, 0, 0)).toBeUndefined();
  expect(gauge.unasked(1, 0, 999)).toContain("more than 20000 lines in a second");
  expect(gauge.unasked(20_000, 0, 1_000)).toBeUndefined();
  expect(gauge.unasked(0, 0, 1_500)).toBeUndefined();
});

test("bytes count like lines, whatever they say", () => {
  const gauge = new FloodGauge();
  expect(gauge.unasked(1, 64 * 1024 * 1024, 5)).toBeUndefined();
  expect(gauge.unasked(0, 1, 6)).toContain("bytes in a second that answer nothing");
});

test("a line of 200 MB is an answer that is too large, one that never ends is no answer", () => {
  expect(endlessLine(200_000_000)).toBeUndefined();
  expect(endlessLine(600_000_000)).toContain("without the end of a line");
});
