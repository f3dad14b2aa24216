import { expect, test } from "bun:test";

import { rateGuard } from "./rate.ts";

function guardAt(clock: { now: number }) {
  return rateGuard({
    perSecond: 10,
    burst: 20,
    newPerSecond: 2,
    newBurst: 4,
    callers: 3,
    now: () => clock.now,
  });
}

test("a caller has a burst, then so many a second", () => {
  const clock = { now: 0 };
  const guard = guardAt(clock);
  const passed = (count: number) =>
    Array.from({ length: count }, () => guard("a")).filter((minded) => minded === null).length;
  expect(passed(30)).toBe(20);
  clock.now += 500;
  expect(passed(30)).toBe(5);
  clock.now += 60_000;
  expect(passed(30)).toBe(20);
  expect(guard("a")).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
});

test("whoever makes up a new name for each request is slowed down as one, and costs no memory", () => {
  const clock = { now: 0 };
  const guard = guardAt(clock);
  expect(guard("known")).toBeNull();
  const passed = Array.from({ length: 100 }, (_, index) => {
    clock.now += 10;
    return [guard(`made up ${index}`), guard("known")];
  });
  // Four at once less the known one, and two in the second that passed.
  expect(passed.filter(([made]) => made === null)).toHaveLength(5);
  // The one that is seen often is remembered all the while.
  expect(passed.filter(([, known]) => known === null).length).toBeGreaterThan(25);
});
