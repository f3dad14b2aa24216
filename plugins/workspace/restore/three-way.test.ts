import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { randomTree, rebuild } from "../../../bench/support/restores/random-tree.ts";
import { absent, itemsBetween, openStand, treeOf } from "../../../bench/support/restores/stand.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";

/** Few names, so that three random folders have much to do with each other. */
const tree = randomTree(["a", "b", "c"]);
const top = folderInMemory();

type Captures = ReadonlyMap<string, Capture>;

const isAlike = (one: Capture, other: Capture) =>
  one.kind === other.kind && one.sha256 === other.sha256 && one.mode === other.mode;
const at = (captures: Captures, path: string) => captures.get(path) ?? absent(path);

test.each(["skip", "both", "force"] as const)(
  "whatever a person made of the folder meanwhile, %s does what it says, says what it does, and is undone",
  async (onConflict) => {
    await using stand = await openStand(mkdtempSync(join(top, "home-")));
    await fc.assert(
      fc.asyncProperty(tree, tree, tree, async (before, after, persons) => {
        const dir = mkdtempSync(join(top, "run-"));
        const built = [before, after, persons].map((one) => {
          rebuild(dir, one);
          return stand.capture(dir);
        });
        const [was, is, now] = built as [Captures, Captures, Captures];
        const found = treeOf(dir);
        const items = itemsBetween(is, was);
        const result = await stand.restore(dir, items, onConflict);
        const then = stand.capture(dir);

        const restored = new Set(result.restored);
        const skipped = new Set(result.skipped.map(({ path }) => path));
        const besides = new Map(result.beside.map(({ path, name }) => [path, name]));
        const names = new Set(besides.values());
        for (const path of new Set([...now.keys(), ...then.keys()])) {
          const isChanged = !isAlike(at(now, path), at(then, path));
          expect([path, isChanged]).toEqual([path, restored.has(path) || names.has(path)]);
        }
        const wanted = new Map(items.map(({ to }) => [to.path, to]));
        for (const path of restored) {
          const to = wanted.get(path);
          // A folder that somebody has removed is made for what comes back into it.
          if (!to) expect([now.has(path), at(then, path).kind]).toEqual([false, "directory"]);
          if (to) expect([path, isAlike(at(then, path), to)]).toEqual([path, true]);
        }
        for (const { from, to } of items) {
          const { path } = to;
          const places = [restored.has(path), skipped.has(path), besides.has(path)];
          const isThere = isAlike(at(now, path), to);
          expect([path, places.filter(Boolean).length]).toEqual([path, isThere ? 0 : 1]);
          const name = besides.get(path);
          if (name) expect(isAlike(at(then, name), to)).toBe(true);
          const isPersons = !isAlike(at(now, path), from) && !isThere;
          if (!isPersons || onConflict === "force") continue;
          if (onConflict === "both" && !now.has(path)) continue;
          expect([path, isAlike(at(now, path), at(then, path))]).toEqual([path, true]);
        }
        if (result.operation === "") return;
        expect((await stand.undo(dir)).skipped).toEqual([]);
        expect(treeOf(dir)).toEqual(found);
      }),
      { numRuns: 150 },
    );
  },
  60_000,
);
