import { expect, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { openStand, treeOf } from "../../../bench/support/restores/stand.ts";

const top = folderInMemory();
const newFolder = () => mkdtempSync(join(top, "run-"));
const newStand = (reached?: (point: string) => void) =>
  openStand(mkdtempSync(join(top, "home-")), reached);

test("links come back as links: dangling ones, and ones that lead outside, whose target is not touched", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  const outside = join(top, "outside.md");
  writeFileSync(outside, "outside");
  const links = {
    dangling: "gone/for good",
    out: outside,
    up: "../..",
    folder: "/etc",
    "li\nne": "x\ny",
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(dir, name));
  const [was, wanted] = [stand.capture(dir), treeOf(dir)];
  for (const name of Object.keys(links)) rmSync(join(dir, name));
  writeFileSync(join(dir, "out"), "a file in its place");
  mkdirSync(join(dir, "folder"));
  symlinkSync("elsewhere", join(dir, "up"));
  const is = stand.capture(dir);
  expect((await stand.bring(dir, is, was)).skipped).toEqual([]);
  expect(treeOf(dir)).toEqual(wanted);
  await stand.undo(dir);
  expect(readFileSync(join(dir, "out"), "utf8")).toBe("a file in its place");
  expect(readFileSync(outside, "utf8")).toBe("outside");
});

test("nothing is written, removed or given a mode through a link", async () => {
  await using stand = await newStand();
  const [dir, outside] = [newFolder(), newFolder()];
  for (const at of [dir, outside]) {
    mkdirSync(join(at, "sub"));
    writeFileSync(join(at, "sub/a.md"), "1");
    writeFileSync(join(at, "sub/made.md"), "2");
  }
  rmSync(join(dir, "sub/made.md"));
  const was = stand.capture(dir);
  writeFileSync(join(dir, "sub/a.md"), "2");
  writeFileSync(join(dir, "sub/made.md"), "2");
  const is = stand.capture(dir);
  const found = treeOf(outside);
  rmSync(join(dir, "sub"), { recursive: true });
  symlinkSync(join(outside, "sub"), join(dir, "sub"));
  const { restored, skipped } = await stand.bring(dir, is, was, "force");
  expect(restored).toEqual([]);
  expect(skipped).toEqual([
    { path: "sub/a.md", reason: '"sub" is a link now, and nothing is written through links' },
  ]);
  expect(treeOf(outside)).toEqual(found);
});

test.skipIf(process.platform !== "linux")(
  "a folder that becomes a link in the middle of it leads nobody out",
  async () => {
    for (const when of [
      "stage sub/a.md",
      "restoring",
      "unlink sub/made.md",
      "write sub/a.md",
      "chmod sub/run.sh",
    ]) {
      const [dir, outside] = [newFolder(), newFolder()];
      let isSwapped = false;
      await using stand = await newStand((point) => {
        if (point !== when || isSwapped) return;
        isSwapped = true;
        renameSync(join(dir, "sub"), join(dir, "moved"));
        symlinkSync(join(outside, "sub"), join(dir, "sub"));
      });
      for (const at of [dir, outside]) {
        mkdirSync(join(at, "sub"));
        for (const name of ["a.md", "b.md", "run.sh"]) writeFileSync(join(at, "sub", name), "1");
      }
      const was = stand.capture(dir);
      for (const at of [dir, outside]) {
        for (const name of ["a.md", "b.md", "made.md"]) writeFileSync(join(at, "sub", name), "2");
        chmodSync(join(at, "sub/run.sh"), 0o755);
      }
      const is = stand.capture(dir);
      const found = treeOf(outside);
      await stand.bring(dir, is, was).catch((error: Error) => {
        expect(error.message).toContain("nothing was changed");
      });
      expect(isSwapped).toBe(true);
      expect(treeOf(outside)).toEqual(found);
    }
  },
);

test("a folder that is gone, or behind a link now, is refused with the mend", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  renameSync(dir, `${dir}-moved`);
  expect(() => stand.restores.plan(dir, [])).toThrow("there is no folder");
  symlinkSync(`${dir}-moved`, dir);
  expect(() => stand.restores.plan(dir, [])).toThrow("is behind a link now");
});
