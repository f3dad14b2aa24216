import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { randomTree, rebuild } from "../../../bench/support/restores/random-tree.ts";
import { openStand, treeOf } from "../../../bench/support/restores/stand.ts";

const tree = randomTree("a|b|A|\u00e9|e\u0301|x\ny| |-rf|env.not|日本|*".split("|"));

const top = folderInMemory();

/** Each hundred has a ledger of its own: reading a long one again and again is not what is asked here. */
test.each(Array.from({ length: 10 }, (_, index) => index))(
  "any folder becomes any other, byte, mode and link, and its undo is the identity: hundred %d",
  async () => {
    await using stand = await openStand(mkdtempSync(join(top, "home-")));
    await fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => {
        const dir = mkdtempSync(join(top, "run-"));
        rebuild(dir, before);
        const [was, wanted] = [stand.capture(dir), treeOf(dir)];
        rebuild(dir, after);
        const [is, found] = [stand.capture(dir), treeOf(dir)];

        const { skipped, operation } = await stand.bring(dir, is, was);
        expect(skipped).toEqual([]);
        expect(treeOf(dir)).toEqual(wanted);
        if (operation === "") return;
        expect((await stand.undo(dir)).skipped).toEqual([]);
        expect(treeOf(dir)).toEqual(found);
      }),
      { numRuns: 100 },
    );
  },
  60_000,
);
