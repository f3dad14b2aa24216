import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { sha256 } from "../../../kernel/json.ts";
import {
  check,
  copyOf,
  killed,
  newCase,
  temporaries,
  withoutCompletion,
} from "../../../bench/support/restores/interrupted.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { openStand, treeOf } from "../../../bench/support/restores/stand.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(120_000);

const top = folderInMemory();
const first = await newCase(top);
const points = await killed(copyOf(first, "control"), 0);

test("killed again while it completes, the start after that completes it", async () => {
  const begun = points.findIndex((point) => point === "restoring") + 2;
  for (const at of [begun, begun + 12]) {
    const one = copyOf(first, `twice-${at}`);
    await killed(one, at);
    for (const again of [3, 7, 1]) await killed(one, again);
    await using stand = await openStand(one.home);
    expect(await check(one, stand)).toBe("after");
  }
});

test("with a content gone that it still needs, it is taken back", async () => {
  const one = copyOf(first, "gone");
  await killed(one, points.indexOf("write notes/n3.md"));
  await withoutCompletion(one, (stand) => stand.forget(sha256("was 5")));
  await using stand = await openStand(one.home);
  expect(treeOf(one.dir)).toEqual([...one.before]);
  expect(stand.restores.operations()).toEqual([]);
  expect(temporaries(one.dir)).toEqual([]);
});

test("what a person changed after the crash stays, and is named", async () => {
  const one = copyOf(first, "edited");
  await killed(one, points.indexOf("write notes/n3.md"));
  writeFileSync(join(one.dir, "notes/n4.md"), "a person's");
  writeFileSync(join(one.dir, "notes/n1.md"), "a person's, over what was restored");
  await using stand = await openStand(one.home);
  const wanted = one.after.map((line) =>
    line
      .replace("644 was 4", "644 a person's")
      .replace("n1.md 644 was 1", "n1.md 644 a person's, over what was restored"),
  );
  expect(treeOf(one.dir)).toEqual(wanted);
  const [ended] = [...stand.ledger.query({ types: ["workspace.restored"] })];
  expect(ended!.data).toMatchObject({
    outcome: "done",
    skipped: ["notes/n1.md", "notes/n4.md"].map((path) => ({
      path,
      reason: "was changed by somebody before this was completed",
    })),
  });
  const paths = stand.restores.operations()[0]!.items.map(({ to }) => to.path);
  expect(paths).not.toContain("notes/n4.md");
});

test("a folder that is not there waits for the start that finds it", async () => {
  const one = copyOf(first, "unplugged");
  await killed(one, points.indexOf("write notes/n3.md"));
  renameSync(one.dir, `${one.dir}-away`);
  {
    await using stand = await openStand(one.home);
    expect(stand.restores.operations()).toEqual([]);
    // Another folder is restored meanwhile.
    const other = mkdtempSync(join(top, "other-"));
    const empty = stand.capture(other);
    writeFileSync(join(other, "x"), "");
    await stand.bring(other, stand.capture(other), empty);
    expect(treeOf(other)).toEqual([]);
  }
  renameSync(`${one.dir}-away`, one.dir);
  await using stand = await openStand(one.home);
  expect(await check(one, stand)).toBe("after");
});

test("of temporary files only those of the dead restore are removed", async () => {
  const one = copyOf(first, "leftovers");
  await killed(one, points.indexOf("restoring") + 1);
  const left = temporaries(one.dir);
  expect(left.length).toBeGreaterThan(10);
  const others = [
    ".glassbox-restore-01999999-9999-7999-8999-999999999999-0",
    ".glassbox-restore",
    "notes/.glassbox-restore-mine",
  ];
  for (const name of others) writeFileSync(join(one.dir, name), "a person's");
  await using stand = await openStand(one.home);
  expect(temporaries(one.dir).map((line) => line.split(" ")[0])).toEqual([
    ...others.slice(0, 1),
    "notes/.glassbox-restore-mine",
  ]);
  expect(stand.restores.operations()).toEqual([]);
});
