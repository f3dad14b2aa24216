import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { exportedLines, fileOf, importInto } from "../../bench/support/exports.ts";
import { openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { replayed } from "../../bench/support/replayed.ts";

// Second houses are built here, on a machine that may be busy.
setDefaultTimeout(60_000);

const steps = [call("write", "files__files_write", { path: "a.txt", content: "new" })];

/** A run, and a fork of it from where its call was under way. */
async function forked(between: "undo" | "overwrite") {
  const house = await openHouse();
  writeFileSync(join(house.dir, "a.txt"), "old");
  const { run } = await house.run({ steps }, { allow: ["files__*"] });
  if (between === "undo") await house.call("run.undo", { of: run });
  else writeFileSync(join(house.dir, "a.txt"), "somebody else's");
  const at = house.events(run).find(({ type }) => type === "tool.intended")!.bseq;
  const fork = await house.call<{ run: string }>("run.fork", { run: `${run}@${at}`, yes: true });
  const report = await house.settled(fork.run);
  return { house, run, fork: fork.run, report };
}

test("a fork with a yes, whose call was taken back before it and is made again", async () => {
  const { house, run, fork, report } = await forked("undo");
  await using _ = house;
  expect(report.outcome).toBe("done");
  const settled = house.events(fork).find(({ type }) => type === "tool.settled");
  expect(settled?.data?.["verdict"]).toBe("repeat");
  expect((await replayed(house, run)).difference).toBeNull();
});

test("a fork whose call is in doubt, because somebody else has been in the folder", async () => {
  const { house, run, fork, report } = await forked("overwrite");
  await using _ = house;
  expect(report.asks).toMatchObject([{ kind: "doubt" }]);
  await house.call("run.answer", { run: fork, value: "repeat" });
  expect((await house.settled(fork)).outcome).toBe("done");
  expect((await replayed(house, run)).difference).toBeNull();
});

test("a fork from the end of a run, here and of one from another home", async () => {
  await using here = await openHouse();
  const { run } = await here.run({ steps }, { allow: ["files__*"] });
  await using there = await openHouse();
  await importInto(there, fileOf(here, await exportedLines(here, run)));
  for (const house of [here, there]) {
    const over = house.events(run).find(({ type }) => type === "plan.closed")!;
    const at = `${run}@${over.bseq - 1}`;
    const fork = await house.call<{ run: string }>("run.fork", { run: at, yes: true });
    expect((await house.settled(fork.run)).outcome).toBe("done");
    expect((await replayed(house, run)).difference).toBeNull();
  }
});

test("a run that was rewound with its files, to where it was under way or over, and gone on with", async () => {
  await using house = await openHouse();
  const { run } = await house.run({ steps }, { allow: ["files__*"] });
  const { length } = house.events(run);
  for (const at of [6, 8, length - 1, length]) {
    const { run: one } = await house.run({ steps }, { allow: ["files__*"] });
    await house.call("run.rewind", { run: `${one}@${at}`, files: true });
    await house.call("run.resume", { run: one });
    await house.settled(one);
    expect((await replayed(house, one)).difference).toBeNull();
  }
});
