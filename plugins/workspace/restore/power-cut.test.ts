import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  type Case,
  check,
  copyOf,
  killed,
  newCase,
  temporaries,
} from "../../../bench/support/restores/interrupted.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { openStand, treeOf } from "../../../bench/support/restores/stand.ts";
import { isOwnDisk } from "./own-disk.ts";
import { thisBoot } from "./machine-boot.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(120_000);

const top = folderInMemory();
const first = await newCase(top);
const points = await killed(copyOf(first, "control"), 0);
const isLate = thisBoot() !== null && isOwnDisk(top);
const late = test.skipIf(!isLate);

/** A boot of the machine that began after all that a test does, or before it. */
const laterBoot = { id: "another", beganMs: Date.now() + 3_600_000 };
const earlierBoot = { id: "another", beganMs: Date.now() - 3_600_000 };
const openAfterCut = ({ home }: Case, boot = laterBoot) =>
  openStand(home, () => {}, "complete", boot);

const at = (one: Case, path: string) => join(one.dir, path);
const ASIDE = "notes/n1 (after a power cut).md";

/** Empty, half, the right length in zeros, and bytes of nobody knows whom; `n5` is not moved into place yet. */
function tear(one: Case): void {
  truncateSync(at(one, "notes/n0.md"), 0);
  writeFileSync(at(one, "notes/n1.md"), "bytes of nobody knows whom");
  truncateSync(at(one, "notes/n2.md"), 3);
  writeFileSync(at(one, "notes/n5.md"), "wa\0\0\0");
}

async function cutAt(name: string, point: string): Promise<Case> {
  const one = copyOf(first, name);
  await killed(one, points.indexOf(point) + 1);
  return one;
}

const syncedOf = (stand: Awaited<ReturnType<typeof openStand>>) =>
  [...stand.ledger.query({ types: ["workspace.synced"] })].map(({ data }) => data);

for (const point of ["write notes/n3.md", "tidy", "restored", "synced"])
  late(
    `the power goes at "${point}": torn files are made whole, and what nobody knows is put aside`,
    async () => {
      const one = await cutAt(`torn-${point.replace(/\W/g, "-")}`, point);
      tear(one);
      {
        await using stand = await openAfterCut(one);
        const isAside = (line: string) => line.startsWith(ASIDE);
        expect(treeOf(one.dir).filter((line) => !isAside(line))).toEqual([...one.after]);
        expect(treeOf(one.dir).filter(isAside).length).toBe(1);
        expect(readFileSync(at(one, ASIDE), "utf8")).toBe("bytes of nobody knows whom");
        expect(temporaries(one.dir)).toEqual([]);
        expect(syncedOf(stand)).toMatchObject([
          {
            mended: ["n0", "n1", "n2", "n5"].map((name) => `notes/${name}.md`),
            aside: [{ path: "notes/n1.md", name: ASIDE }],
          },
        ]);
        expect(stand.restores.operations().length).toBe(1);
      }
      // What is edited from here on is somebody's, whatever boot comes next.
      writeFileSync(at(one, "notes/n0.md"), "");
      await using stand = await openAfterCut(one, { ...laterBoot, id: "a third" });
      expect(readFileSync(at(one, "notes/n0.md"), "utf8")).toBe("");
      expect(syncedOf(stand).length).toBe(1);
    },
  );

late("killed while it mends, the next start ends it, and undo gives back what was", async () => {
  const one = await cutAt("mended-twice", "write notes/n3.md");
  truncateSync(at(one, "notes/n0.md"), 2);
  truncateSync(at(one, "notes/n2.md"), 0);
  const stopped = await openStand(
    one.home,
    (point) => {
      if (point === "write notes/n2.md") throw new Error("stopped here");
    },
    "complete",
    laterBoot,
  );
  await stopped[Symbol.asyncDispose]();
  await using stand = await openAfterCut(one, { ...laterBoot, id: "a third" });
  expect(await check(one, stand)).toBe("after");
});

late("in the same boot nothing is torn: what is neither is somebody's, and stays", async () => {
  for (const point of ["write notes/n3.md", "synced"]) {
    const one = await cutAt(`same-${point.length}`, point);
    tear(one);
    const torn = treeOf(one.dir).filter((line) => /notes\/n[0125]/.test(line));
    await using stand = await openStand(one.home);
    expect(treeOf(one.dir).filter((line) => /notes\/n[0125]/.test(line))).toEqual(torn);
    expect(syncedOf(stand)).toMatchObject([{ mended: [], aside: [] }]);
  }
});

late("what was written since the machine is on again is somebody's, and stays", async () => {
  const one = await cutAt("since", "synced");
  writeFileSync(at(one, "notes/n1.md"), "an edit");
  await using stand = await openAfterCut(one, earlierBoot);
  expect(readFileSync(at(one, "notes/n1.md"), "utf8")).toBe("an edit");
  expect(syncedOf(stand)).toMatchObject([{ mended: [], aside: [] }]);
});

late(
  "with a content gone that a torn file needs, it is taken back, and what nobody can compare is put aside",
  async () => {
    const one = await cutAt("gone", "write notes/n3.md");
    truncateSync(at(one, "notes/n0.md"), 2);
    {
      await using stand = await openStand(one.home, () => {}, "leave");
      stand.forget(new Bun.CryptoHasher("sha256").update("was 0").digest("hex"));
    }
    await using stand = await openAfterCut(one);
    const aside = "notes/n0 (after a power cut).md 644 wa";
    expect(treeOf(one.dir)).toEqual([...one.before, aside].toSorted());
    expect(stand.restores.operations()).toEqual([]);
  },
);

test("where boots cannot be told from each other, files are on the disk before they are moved", async () => {
  const said: string[] = [];
  const home = mkdtempSync(join(top, "home-"));
  await using stand = await openStand(home, (point) => said.push(point), "complete", null);
  const dir = mkdtempSync(join(top, "run-"));
  writeFileSync(join(dir, "a.md"), "1");
  const was = stand.capture(dir);
  writeFileSync(join(dir, "a.md"), "2");
  await stand.bring(dir, stand.capture(dir), was);
  await stand.restores.settled();
  expect(said.at(-1)).toBe("restored");
  const [begun] = [...stand.ledger.query({ types: ["workspace.restoring"] })];
  expect(begun!.data).toMatchObject({ boot: null });
  // Another boot finds nothing to end.
  writeFileSync(join(dir, "a.md"), "");
  await stand.restores.complete();
  expect(readFileSync(join(dir, "a.md"), "utf8")).toBe("");
});
