import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { changed } from "../../../bench/support/restores/changed.ts";
import {
  type Case,
  check,
  copyOf,
  killed,
  temporaries,
} from "../../../bench/support/restores/interrupted.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { itemsBetween, openStand, treeOf } from "../../../bench/support/restores/stand.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(120_000);

const top = folderInMemory();
const TOKEN = "TOKEN=hunter2-hunter2";

/** All that a home has on its disk, as a search would find it. */
const isStored = (home: string, text: string) => treeOf(home).some((line) => line.includes(text));

test("a secret that a run has moved is moved back, and forth again, and never kept", async () => {
  const after = { ".env": null, "made/plain.txt": TOKEN };
  await using here = await changed(top, { ".env": TOKEN }, after);
  const { stand, dir, is, was } = here;
  const [now] = [treeOf(dir)];
  expect(stand.restores.plan(dir, itemsBetween(is, was)).items).toMatchObject([
    { path: ".env", action: "write", conflict: null, impossible: null },
    { path: "made", action: "rmdir", conflict: null, impossible: null },
    { path: "made/plain.txt", action: "delete", conflict: null, impossible: null },
  ]);
  expect((await stand.bring(dir, is, was)).skipped).toEqual([]);
  expect(here.read(".env")).toBe(TOKEN);
  expect(treeOf(dir)).toHaveLength(1);
  expect((await stand.undo(dir)).skipped).toEqual([]);
  expect(treeOf(dir)).toEqual(now);
  expect(isStored(stand.parts.tenantDir, TOKEN)).toBe(false);
});

test("a content that was released comes back from where a run has put it, also when that is overwritten", async () => {
  const after = { "a.txt": null, "b.txt": "only", "c.txt": "only" };
  await using here = await changed(top, { "a.txt": "only", "b.txt": "other" }, after);
  const { stand, dir, is, was } = here;
  stand.forget(was.get("a.txt")!.sha256!);
  expect((await stand.bring(dir, is, was)).skipped).toEqual([]);
  expect([here.read("a.txt"), here.read("b.txt")]).toEqual(["only", "other"]);
  expect(treeOf(dir)).toHaveLength(2);
});

test("what holds the only copy stays where the copy cannot be made, and goes by force alone", async () => {
  for (const wasThere of ["x/.env", "x/a.txt"]) {
    await using here = await changed(top, { [wasThere]: TOKEN }, { x: null });
    const { stand, dir, was } = here;
    here.write("x", TOKEN);
    const is = stand.capture(dir);
    stand.forget(was.get(wasThere)!.sha256!);
    const { skipped, restored } = await stand.bring(dir, is, was);
    expect(restored).toEqual([]);
    expect(skipped.map(({ path }) => path).toSorted()).toEqual(["x", wasThere]);
    expect(skipped.find(({ path }) => path === "x")!.reason).toContain(
      wasThere === "x/.env" ? "it may hold secrets" : `holds what "x/a.txt" was`,
    );
    expect(here.read("x")).toBe(TOKEN);
  }
});

test("what somebody has put where the content belongs keeps the only copy where it is", async () => {
  await using here = await changed(top, { ".env": TOKEN }, { ".env": null, "plain.txt": TOKEN });
  const { stand, dir, is, was } = here;
  here.write(".env", "TOKEN=another-one");
  const { skipped, restored } = await stand.bring(dir, is, was);
  expect(restored).toEqual([]);
  expect(skipped.map(({ path }) => path).toSorted()).toEqual([".env", "plain.txt"]);
  expect(here.read("plain.txt")).toBe(TOKEN);
  const both = await stand.bring(dir, is, was, "both");
  expect(both.beside).toHaveLength(1);
  expect(here.read(both.beside[0]!.name)).toBe(TOKEN);
  expect(here.read(".env")).toBe("TOKEN=another-one");
});

test("what somebody puts in its place at the last moment keeps the only copy where it is", async () => {
  const after = { ".env": null, "plain.txt": TOKEN };
  await using here = await changed(top, { ".env": TOKEN }, after, (point, dir) => {
    if (point === "write .env") writeFileSync(join(dir, ".env"), "mine");
  });
  const { stand, dir, is, was } = here;
  const { skipped, restored } = await stand.bring(dir, is, was);
  expect(restored).toEqual([]);
  expect(skipped.map(({ path }) => path).toSorted()).toEqual([".env", "plain.txt"]);
  expect([here.read(".env"), here.read("plain.txt")]).toEqual(["mine", TOKEN]);
});

test("a disk that fails before all is in place: the only copy is where it was", async () => {
  let [count, failing] = [0, Infinity];
  let isInPlace = false;
  const after = { ".env": null, "made/plain.txt": TOKEN };
  await using here = await changed(top, { ".env": TOKEN }, after, (point) => {
    count += 1;
    // What is taken back is on record in the end too.
    if (count <= failing && point === "restored") isInPlace = true;
    if (count === failing) throw Object.assign(new Error("EIO"), { code: "EIO" });
  });
  const { stand, dir, is, was } = here;
  const found = treeOf(dir);
  for (failing = 1; ; failing++) {
    count = 0;
    const outcome = await stand.bring(dir, is, was).catch((error: Error) => error);
    if (isInPlace) break;
    expect(outcome).toBeInstanceOf(Error);
    expect(treeOf(dir)).toEqual(found);
  }
  expect(failing).toBeGreaterThan(6);
  expect(here.read(".env")).toBe(TOKEN);
});

async function movedCase(): Promise<Case> {
  const place = mkdtempSync(join(top, "case-"));
  const [home, dir, items] = [join(place, "home"), join(place, "dir"), join(place, "items.json")];
  mkdirSync(dir);
  writeFileSync(join(dir, ".env"), TOKEN);
  writeFileSync(join(dir, "id_rsa"), "a key of somebody's");
  writeFileSync(join(dir, "notes.md"), "notes");
  await using stand = await openStand(home);
  const [wanted, after] = [stand.capture(dir), treeOf(dir)];
  mkdirSync(join(dir, "made"));
  renameSync(join(dir, ".env"), join(dir, "made/plain.txt"));
  renameSync(join(dir, "id_rsa"), join(dir, "notes.md"));
  writeFileSync(items, JSON.stringify(itemsBetween(stand.capture(dir), wanted)));
  return { home, dir, items, before: treeOf(dir), after };
}

test("killed before any change, the next start finds the only copy in one place or the other", async () => {
  const first = await movedCase();
  const points = await killed(copyOf(first, "moved-control"), 0);
  expect(points.indexOf("unlink made/plain.txt")).toBeGreaterThan(points.indexOf("write .env"));
  expect(points.indexOf("write notes.md")).toBeGreaterThan(points.indexOf("write id_rsa"));
  const begun = points.indexOf("restoring") + 1;
  for (let at = 1; at <= points.length; at++) {
    const one = copyOf(first, `moved-${at}`);
    await killed(one, at);
    await using stand = await openStand(one.home);
    expect(await check(one, stand)).toBe(at <= begun ? "before" : "after");
    expect(temporaries(one.dir)).toEqual([]);
  }
});

test("killed, and somebody has taken its place before the next start: the only copy stays", async () => {
  const first = await movedCase();
  const points = await killed(copyOf(first, "taken-control"), 0);
  const one = copyOf(first, "taken");
  await killed(one, points.indexOf("write .env") + 1);
  writeFileSync(join(one.dir, ".env"), "mine");
  await using stand = await openStand(one.home);
  const [operation] = stand.operations(one.dir);
  expect(operation!.items.map(({ to }) => to.path)).toEqual(["id_rsa", "notes.md"]);
  const left = treeOf(one.dir).map((line) => line.replace(/ \d{3}/, ""));
  expect(left).toEqual([
    ".env mine",
    "id_rsa a key of somebody's",
    "made/",
    `made/plain.txt ${TOKEN}`,
    "notes.md notes",
  ]);
  expect(temporaries(one.dir)).toEqual([]);
});
