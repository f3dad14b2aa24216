import { afterEach, beforeEach, expect, test } from "bun:test";

import { release } from "./erase.ts";
import { digestOf, manifestOf, partsOf, PartsBefore } from "./manifest.ts";
import { type Desk, newDesk } from "./testing.ts";

let desk: Desk;
beforeEach(() => {
  desk = newDesk();
});
afterEach(() => desk[Symbol.dispose]());

const contentOf = (hash: string) => desk.sight.store.contents.get(hash);
const partsIn = (manifest: string) => partsOf(manifest, contentOf)!;

async function plantAndScan(): Promise<string> {
  for (let at = 0; at < 500; at++) desk.write(`d${at % 7}/f${at}.md`, `${at}`);
  return (await desk.scan()).manifest;
}

test("a list made from parts of the one before is the same as one made anew", async () => {
  let last = await plantAndScan();
  expect(partsIn(last).length).toBeGreaterThan(3);
  const acts: readonly (() => void)[] = [
    () => desk.write("d3/f100.md", "edited"),
    () => desk.write("a first one.md", "new"),
    () => desk.write("z/last/one.md", "new"),
    () => desk.remove("d0"),
    () => desk.remove("d6/f496.md"),
    () => desk.write("d3/f100.md", "100"),
    () => desk.remove("."),
  ];
  for (const act of acts) {
    act();
    const { manifest } = await desk.scan();
    expect(manifest).not.toBe(last);
    expect(digestOf([...(await desk.tree(manifest)).values()])).toBe(manifest);
    using fresh = newDesk();
    const folder = desk.sight.folders.get(desk.dir);
    expect(
      manifestOf(folder.sorted(), (text) =>
        fresh.sight.store.batch().keep(Buffer.from(text), null),
      ),
    ).toBe(manifest);
    last = manifest;
  }
});

test("one edit makes one part anew, and the others are about to be named again", async () => {
  const before = partsIn(await plantAndScan());
  const folder = desk.sight.folders.get(desk.dir);
  const [kept, touched]: [string[], string[]] = [[], []];
  const keep = (text: string) => {
    kept.push(text);
    return Bun.SHA256.hash(text, "hex");
  };
  const parts = new PartsBefore((hash) => touched.push(hash));
  manifestOf(folder.sorted(), keep, parts);
  kept.length = 0;
  desk.write("d3/f100.md", "edited");
  await desk.scan();
  manifestOf(folder.sorted(), keep, parts);
  expect(kept).toHaveLength(2);
  expect(touched).toHaveLength(before.length - 1);
  expect(before).toEqual(expect.arrayContaining(touched));
});

test("a part that had to make room is kept again by the next list that needs it", async () => {
  const [first, ...others] = partsIn(await plantAndScan());
  release(desk.sight, new Set([first!]));
  desk.write("z.md", "new");
  const { manifest } = await desk.scan();
  expect(partsIn(manifest)).toContain(first!);
  expect(partsIn(manifest).slice(0, 2)).toEqual([first!, others[0]!]);
  expect((await desk.tree(manifest)).size).toBe(500 + 7 + 1);
});
