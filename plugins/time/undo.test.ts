import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  approved,
  type Forked,
  lastOf,
  textIn,
  TWO_FILES,
  type Undone,
  write,
  WRITES,
} from "../../bench/support/going-back.ts";
import { newHome, openHouse } from "../../bench/support/kernel.ts";

describe("undo", () => {
  test("gives the files back that a run has changed, and the tree is what it was", async () => {
    await using house = await openHouse();
    writeFileSync(join(house.dir, "a.md"), "as it was\n");
    await house.run(TWO_FILES, WRITES);
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["one\n", "two\n"]);
    const undone = await house.call<Undone>("run.undo", {});
    expect(undone.files.restored.toSorted()).toEqual(["a.md", "b.md"]);
    expect(undone.tree).toMatchObject({ equal: true, others: [] });
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["as it was\n", null]);
  });

  test("only shows what it would do when asked to", async () => {
    await using house = await openHouse();
    await house.run(TWO_FILES, WRITES);
    const rows = house.kernel.ledger.lastRow();
    const shown = await house.call<Undone>("run.undo", { dryRun: true });
    expect(shown.files.items.map(({ path, action }) => [path, action])).toEqual([
      ["a.md", "delete"],
      ["b.md", "delete"],
    ]);
    expect(house.kernel.ledger.lastRow()).toBe(rows);
    expect(textIn(house, "a.md")).toBe("one\n");
  });

  test("goes back run by run, and an undo can be taken back by its name", async () => {
    await using house = await openHouse();
    await house.run({ steps: [write("s1", "a.md", "first\n")] }, WRITES);
    await house.run({ steps: [write("s1", "a.md", "second\n")] }, WRITES);
    const second = await house.call<Undone>("run.undo", {});
    expect(textIn(house, "a.md")).toBe("first\n");
    await house.call("run.undo", {});
    expect(textIn(house, "a.md")).toBeNull();
    expect(house.call("run.undo", {})).rejects.toMatchObject({ code: "not_found" });
    await house.call("run.undo", { of: second.files.operation!, onConflict: "force" });
    expect(textIn(house, "a.md")).toBe("second\n");
  });

  test("of a rewind gives back the files that it took, and none that another one took", async () => {
    await using house = await openHouse();
    const { run } = await house.run(TWO_FILES, WRITES);
    const at = lastOf(house, run, "plan.accepted").bseq;
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    await house.call("run.rewind", { run: `${run}@${at}` });
    await house.call("run.undo", {});
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual([null, null]);
    await house.call("run.undo", {});
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["one\n", "two\n"]);
  });

  test("of a fork compares with the folder as the fork found it, and its files can be undone too", async () => {
    await using house = await openHouse();
    const { run } = await house.run(TWO_FILES, WRITES);
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    const set = [{ path: "plan.steps.s2.do.tool.args.path", value: "c.md" }];
    const asked = { run: `${run}@${at}`, set, files: true, yes: true };
    const fork = await house.call<Forked>("run.fork", asked);
    await approved(house, fork.run);
    expect([textIn(house, "b.md"), textIn(house, "c.md")]).toEqual([null, "two\n"]);
    const undone = await house.call<Undone>("run.undo", {});
    expect(undone.tree).toMatchObject({ equal: true });
    expect(textIn(house, "c.md")).toBeNull();
    await house.call("run.undo", {});
    expect(textIn(house, "b.md")).toBe("two\n");
  });

  test("leaves alone what a person has changed since, and says so", async () => {
    await using house = await openHouse();
    await house.run(TWO_FILES, WRITES);
    writeFileSync(join(house.dir, "a.md"), "mine\n");
    const undone = await house.call<Undone>("run.undo", {});
    expect(undone.files.skipped.map(({ path }) => path)).toEqual(["a.md"]);
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["mine\n", null]);
  });

  test("names the folder of the last change when nothing was changed here", async () => {
    await using house = await openHouse();
    await house.run(TWO_FILES, WRITES);
    const failed = house.call("run.undo", { dir: "/somewhere/else" });
    expect(failed).rejects.toMatchObject({
      code: "not_found",
      hint: expect.stringContaining(house.dir),
    });
  });

  test("works after the kernel was killed in between, and takes back what child runs did", async () => {
    using home = newHome();
    const child = { do: { run: { goal: "write", plan: TWO_FILES } } };
    await using house = await openHouse({ home: home.path });
    const { run } = await house.run({ steps: [{ id: "child", ...child }] }, WRITES);
    await approved(house, run);
    expect(textIn(house, "b.md")).toBe("two\n");
    await house.close();
    await using again = await openHouse({ home: home.path });
    const undone = await again.call<Undone>("run.undo", {});
    expect(undone.files.restored).toHaveLength(2);
    expect([textIn(again, "a.md"), textIn(again, "b.md")]).toEqual([null, null]);
  });
});
