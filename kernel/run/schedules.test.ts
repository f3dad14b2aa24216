import { expect, setDefaultTimeout, test } from "bun:test";

import { playElsewhere } from "../../bench/support/schedules/play-elsewhere.ts";

// Half a million events are folded twice, on a machine that may be busy.
setDefaultTimeout(180_000);

const SCHEDULES = 10_000;

/**
 * What `bench/support/schedules/checks.ts` says must never be: a step before those that it comes after, a request without an intent on
 * the disk, a grant or a budget overdrawn, two owners of one branch, an effect twice, a `done` without its effects, a state
 * that its events do not fold to, a run that does not end.
 */
test("ten thousand schedules of the loop, through deaths at any moment and rivals for the run, show no fault", async () => {
  const half = SCHEDULES / 2;
  const [one, two] = await Promise.all([playElsewhere(0, half), playElsewhere(half, SCHEDULES)]);
  expect([...one.faults, ...two.faults]).toEqual([]);
  expect(one.schedules + two.schedules).toBe(SCHEDULES);
  // It was no walk in the park.
  expect(one.deaths + two.deaths).toBeGreaterThan(SCHEDULES / 4);
  expect(one.refused + two.refused).toBeGreaterThan(SCHEDULES / 4);
  expect(one.doubts + two.doubts).toBeGreaterThan(SCHEDULES / 4);
  expect(one.asked + two.asked).toBeGreaterThan(SCHEDULES / 40);
});
