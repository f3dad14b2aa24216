import { expect, test } from "bun:test";
import { afterFailure, callWait, isOpen, noBackOff } from "./back-off.ts";

test("the first failure costs no wait, each one after it doubles the wait up to a limit", () => {
  const waits: number[] = [];
  let backOff = noBackOff;
  for (let count = 0; count < 12; count += 1) {
    backOff = afterFailure(backOff, 1000, 0);
    waits.push(backOff.until - 1000);
  }
  expect(waits.slice(0, 4)).toEqual([0, 250, 500, 1000]);
  expect(waits.at(-1)).toBe(30_000);
});

test("a call waits for a short back-off and does not wait for a long one", () => {
  expect(callWait({ failures: 2, until: 250 }, 0)).toBe(250);
  expect(callWait({ failures: 9, until: 30_000 }, 0)).toBe(0);
  expect(callWait({ failures: 2, until: 250 }, 400)).toBe(0);
});

test("the fifth failure in a row opens the circuit: calls no longer wait", () => {
  let backOff = noBackOff;
  for (let count = 0; count < 4; count += 1) backOff = afterFailure(backOff, 0, 0);
  expect([isOpen(backOff), callWait(backOff, 0)]).toEqual([false, 1000]);
  backOff = afterFailure(backOff, 0, 0);
  expect([isOpen(backOff), callWait(backOff, 0)]).toEqual([true, 0]);
});

test("up to a quarter of a wait is left to chance, so that what fell together does not start together", () => {
  const before = { failures: 3, until: 0 };
  const waits = [0, 0.5, 1].map((chance) => afterFailure(before, 0, chance).until);
  expect(waits).toEqual([1000, 875, 750]);
});
