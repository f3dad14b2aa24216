import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  rmSync,
  mkdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { changed } from "../../../bench/support/restores/changed.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { treeOf } from "../../../bench/support/restores/stand.ts";

const top = folderInMemory();

test("what a person changed since is left alone, and named; the rest is restored", async () => {
  await using here = await changed(
    top,
    {
      "edited.md": "1",
      "gone.md": "1",
      "mode.sh": "1",
      "folder.md": "1",
      "link.md": "1",
      "ok.md": "1",
    },
    {
      "edited.md": "2",
      "gone.md": "2",
      "mode.sh": "2",
      "folder.md": "2",
      "link.md": "2",
      "ok.md": "2",
      "made.md": "2",
    },
  );
  const { stand, dir, is, was } = here;
  here.write("edited.md", "a person's");
  for (const path of ["gone.md", "folder.md", "link.md"]) rmSync(join(dir, path));
  chmodSync(join(dir, "mode.sh"), 0o700);
  mkdirSync(join(dir, "folder.md"));
  symlinkSync("ok.md", join(dir, "link.md"));
  here.write("made.md", "a person's too");
  const { skipped, restored } = await stand.bring(dir, is, was);
  expect(skipped.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: "edited.md", reason: "was changed since" },
    { path: "folder.md", reason: "is a folder now, and was a file" },
    { path: "gone.md", reason: "was deleted since" },
    { path: "link.md", reason: "is a link now, and was a file" },
    { path: "made.md", reason: "was changed since" },
    { path: "mode.sh", reason: "its mode was changed since" },
  ]);
  expect(restored).toEqual(["ok.md"]);
  expect([here.read("ok.md"), here.read("edited.md")]).toEqual(["1", "a person's"]);
  expect(existsSync(join(dir, "gone.md"))).toBe(false);
});

test("both keeps the person's under its name, and puts the other beside it under a free one", async () => {
  await using here = await changed(
    top,
    { "a.md": "1", Makefile: "1", "d/gone.md": "1" },
    { "a.md": "2", Makefile: "2", "d/gone.md": "2", "made.md": "2" },
  );
  const { stand, dir, is, was } = here;
  for (const path of ["a.md", "Makefile", "made.md"]) here.write(path, "a person's");
  here.write("a (restored).md", "is taken");
  rmSync(join(dir, "d"), { recursive: true });
  const found = treeOf(dir);
  const { beside, restored, skipped } = await stand.bring(dir, is, was, "both");
  expect(beside).toEqual([
    { path: "Makefile", name: "Makefile (restored)" },
    { path: "a.md", name: "a (restored 2).md" },
  ]);
  // Nothing stands in the way of what was deleted, and a deletion has nothing to put beside.
  expect(restored).toEqual(["d", "d/gone.md"]);
  expect(skipped).toEqual([{ path: "made.md", reason: "was changed since" }]);
  expect(treeOf(dir)).toEqual([
    "Makefile 644 a person's",
    "Makefile (restored) 644 1",
    "a (restored 2).md 644 1",
    "a (restored).md 644 is taken",
    "a.md 644 a person's",
    "d/ 755",
    "d/gone.md 644 1",
    "made.md 644 a person's",
  ]);
  await stand.undo(dir);
  expect(treeOf(dir)).toEqual(found);
});

test("force overwrites and keeps: undo gives the person's back", async () => {
  await using here = await changed(
    top,
    { "a.md": "1", "d.md": "1", "f/x.md": "1" },
    { "a.md": "2", "d.md": "2", "f/x.md": null, "f/": null, f: "2", "made.md": "2" },
  );
  const { stand, dir, is, was } = here;
  for (const path of ["a.md", "made.md", "f"]) here.write(path, "a person's");
  rmSync(join(dir, "d.md"));
  here.write("d.md/", "");
  const found = treeOf(dir);
  const { skipped } = await stand.bring(dir, is, was, "force");
  expect(skipped).toEqual([]);
  expect(treeOf(dir)).toEqual(["a.md 644 1", "d.md 644 1", "f/ 755", "f/x.md 644 1"]);
  await stand.undo(dir);
  expect(treeOf(dir)).toEqual(found);
});

test("no force removes a folder with something of a person's in it: it stays, and what it holds is named", async () => {
  await using here = await changed(top, { "keep.md": "1" }, { "new/sub/run.md": "2" });
  const { stand, dir, is, was } = here;
  here.write("new/mine.md", "a person's");
  const planned = stand.restores.plan(dir, [
    { from: is.get("new")!, to: { ...is.get("new")!, kind: "absent" } },
  ]);
  expect(planned.items[0]!.impossible).toContain('holds "new/');
  for (const onConflict of ["skip", "both", "force"] as const) {
    const { skipped } = await stand.bring(dir, is, was, onConflict);
    expect(skipped).toEqual([{ path: "new", reason: 'holds "new/mine.md", which stays' }]);
  }
  expect(treeOf(dir)).toEqual(["keep.md 644 1", "new/ 755", "new/mine.md 644 a person's"]);
});

test("what a kept edit lies in stays as well", async () => {
  await using here = await changed(
    top,
    { "keep.md": "1" },
    { "new/sub/run.md": "2", "new/other.md": "2" },
  );
  const { stand, dir, is, was } = here;
  here.write("new/sub/run.md", "a person's");
  const { skipped } = await stand.bring(dir, is, was);
  expect(skipped.map(({ path, reason }) => `${path}: ${reason}`).toSorted()).toEqual(
    [
      "new/sub/run.md: was changed since",
      'new/sub: holds "new/sub/run.md", which was changed since',
      'new: holds "new/sub", which holds "new/sub/run.md", which was changed since',
    ].toSorted(),
  );
  expect(existsSync(join(dir, "new/other.md"))).toBe(false);
});

test("a person's file where a folder has to be: nothing goes into it until that is decided", async () => {
  const make = () =>
    changed(top, { "d/x.md": "1", "d/y.md": "1" }, { "d/x.md": null, "d/y.md": null, "d/": null });
  for (const onConflict of ["skip", "both", "force"] as const) {
    await using here = await make();
    const { stand, dir, is, was } = here;
    here.write("d", "a person's");
    const { skipped } = await stand.bring(dir, is, was, onConflict);
    const left = onConflict === "force" ? [] : ["d", "d/x.md", "d/y.md"];
    expect(skipped.map(({ path }) => path).toSorted()).toEqual(left);
    expect(existsSync(join(dir, "d/x.md"))).toBe(onConflict === "force");
    if (onConflict !== "force") expect(here.read("d")).toBe("a person's");
  }
});

test("an edit while it goes on is no less an edit", async () => {
  for (const when of ["stage b.md", "restoring", "write a.md", "unlink made.md"]) {
    let edited = "";
    await using here = await changed(
      top,
      { "a.md": "1", "b.md": "1", "z.md": "1" },
      { "a.md": "2", "b.md": "2", "z.md": "2", "made.md": "2", "also-made.md": "2" },
      (point, dir) => {
        if (point !== when || edited !== "") return;
        edited = "z.md";
        writeFileSync(join(dir, "z.md"), "3");
        if (when === "unlink made.md") return;
        writeFileSync(join(dir, "also-made.md"), "3");
      },
    );
    const { stand, dir, is, was } = here;
    const { skipped, restored } = await stand.bring(dir, is, was);
    expect(edited).toBe("z.md");
    expect(here.read("z.md")).toBe("3");
    expect(restored).toContain("a.md");
    expect(restored).not.toContain("z.md");
    expect(skipped).toContainEqual({
      path: "z.md",
      reason: "was changed while this was going on",
    });
    expect(treeOf(dir).filter((line) => line.includes(".glassbox"))).toEqual([]);
    // Its undo speaks of what it did, and of nothing else.
    await stand.undo(dir);
    expect([here.read("a.md"), here.read("z.md")]).toEqual(["2", "3"]);
  }
});

test("an edit between plan and restore counts", async () => {
  await using here = await changed(top, { "a.md": "1", "b.md": "1" }, { "a.md": "2", "b.md": "2" });
  const { stand, dir, is, was } = here;
  const items = ["a.md", "b.md"].map((path) => ({ from: is.get(path)!, to: was.get(path)! }));
  const plan = stand.restores.plan(dir, items);
  expect(plan.items.map(({ conflict }) => conflict)).toEqual([null, null]);
  here.write("a.md", "a person's");
  const order = { kind: "undo", of: "run/r", actor: "person", onConflict: "skip" } as const;
  const { skipped, restored } = await stand.restores.restore(plan, order);
  expect([skipped, restored]).toEqual([[{ path: "a.md", reason: "was changed since" }], ["b.md"]]);
});

test("nothing but its items is touched", async () => {
  await using here = await changed(
    top,
    { "a.md": "1", "d/other.md": "1", "other.md": "1" },
    { "a.md": "2" },
  );
  const { stand, dir, is, was } = here;
  here.write("d/other.md", "a person's");
  const others = ["other.md", "d", "d/other.md"];
  const stamp = () =>
    others.map((path) => {
      const { ino, mtimeNs, ctimeNs, mode } = statSync(join(dir, path), { bigint: true });
      return [ino, mtimeNs, ctimeNs, mode].map(String);
    });
  const found = stamp();
  expect((await stand.bring(dir, is, was)).restored).toEqual(["a.md"]);
  expect(stamp()).toEqual(found);
});

test("with nothing to do, nothing is done and nothing is recorded", async () => {
  await using here = await changed(top, { "a.md": "1" }, { "a.md": "2" });
  const { stand, dir, is, was } = here;
  here.write("a.md", "1");
  const last = stand.ledger.lastRow();
  expect(await stand.bring(dir, is, was)).toEqual({
    operation: "",
    restored: [],
    skipped: [],
    beside: [],
  });
  expect(stand.ledger.lastRow()).toBe(last);
});
