import { expect, setDefaultTimeout, test } from "bun:test";

import {
  check,
  copyOf,
  killed,
  newCase,
  temporaries,
} from "../../../bench/support/restores/interrupted.ts";
import { announced } from "./announced.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { openStand } from "../../../bench/support/restores/stand.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(120_000);

const top = folderInMemory();
const first = await newCase(top);
const points = await killed(copyOf(first, "control"), 0);

test("a restore makes at least fifty changes that it can be killed before", () => {
  expect(points.length).toBeGreaterThanOrEqual(50);
  expect(new Set(points.map((point) => point.split(" ")[0]))).toEqual(
    new Set(
      "announce stage restoring open unlink rmdir mkdir write chmod link mode tidy restored synced".split(
        " ",
      ),
    ),
  );
});

test("killed before any of its changes, the next start completes it or finds nothing begun: never a mix", async () => {
  const endings: string[] = [];
  const trial = async (at: number) => {
    const one = copyOf(first, `kill-${at}`);
    await killed(one, at);
    await using stand = await openStand(one.home);
    endings[at - 1] = await check(one, stand);
    expect(temporaries(one.dir)).toEqual([]);
    expect(announced(one.home)).toEqual([]);
  };
  let next = 1;
  const work = async () => {
    while (next <= points.length) await trial(next++);
  };
  await Promise.all([work(), work(), work()]);
  const begun = points.findIndex((point) => point === "restoring") + 1;
  expect(endings).toEqual(points.map((_, index) => (index < begun ? "before" : "after")));
});
