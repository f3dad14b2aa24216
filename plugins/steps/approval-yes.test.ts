import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { House } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import {
  answer,
  asksOf,
  grants,
  type Office,
  openOffice,
  page,
  write,
} from "../../bench/support/asking-office.ts";

let office: Office;
let house: House;
beforeAll(async () => {
  office = await openOffice();
  house = office.house;
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => {
  office.world.things.clear();
  office.world.calls.length = 0;
});

describe("--yes", () => {
  test("covers the calls of the shown plan as they stand there, each once", async () => {
    const { run, outcome } = await house.run(
      { steps: [write("w", { path: "y.md", content: "y" })] },
      { yes: true },
    );
    expect(outcome).toBe("done");
    expect((await grants(house, run)).grants).toMatchObject([
      {
        tool: "files__files_write",
        pattern: 'content = "y", path = "y.md"',
        used: 1,
        left: 0,
        undoable: true,
        ground: "--yes: effects that can be undone",
        by: "person",
      },
    ]);
  });

  test("covers a folder of which everything is kept, and asks about one that holds a secret", async () => {
    mkdirSync(join(house.dir, "folder"));
    writeFileSync(join(house.dir, "folder/a.md"), "a");
    const move = (from: string) => call("m", "files__files_move", { from, to: `${from}-moved` });
    const moved = await house.run({ steps: [move("folder")] }, { yes: true });
    expect(moved.asks).toEqual([]);
    expect(readFileSync(join(house.dir, "folder-moved/a.md"), "utf8")).toBe("a");

    mkdirSync(join(house.dir, "keys"));
    writeFileSync(join(house.dir, "keys/id_rsa"), "secret");
    const report = await house.run({ steps: [move("keys")] }, { yes: true });
    expect(report.standing).toBe("waiting");
    expect(asksOf(report)).toMatchObject([
      { step: "m", detail: { effects: [{ tool: "files__files_move", undoable: false }] } },
    ]);
    expect(readFileSync(join(house.dir, "keys/id_rsa"), "utf8")).toBe("secret");
    await house.call("run.stop", { run: report.run });
  });

  test("asks about a file that is too large to be kept", async () => {
    writeFileSync(join(house.dir, "large.md"), new Uint8Array(11 * 1024 * 1024));
    const report = await house.run(
      { steps: [call("m", "files__files_delete", { path: "large.md" })] },
      { yes: true },
    );
    expect(asksOf(report)).toMatchObject([{ step: "m" }]);
    await house.call("run.stop", { run: report.run });
  });

  test("asks when what is written came from outside", async () => {
    const content = "$page.args.text";
    const report = await house.run(
      { steps: [page("outside"), write("w", { path: "p.md", content })] },
      { yes: true },
    );
    expect(asksOf(report)).toMatchObject([{ step: "w", detail: { tainted: ["content"] } }]);
    await house.call("run.stop", { run: report.run });
  });

  test("covers what can be undone in plans that are made in the run, and asks about the rest", async () => {
    const plans = [
      { steps: [write("one", { path: "one.md", content: "1" })] },
      {
        steps: [
          write("two", { path: "two.md", content: "2" }),
          call("send", "world__send", { name: "lamp", value: "on" }, { after: ["two"] }),
        ],
      },
      { steps: [call("three", "files__files_delete", { path: "folder2" })] },
    ];
    const { house: own, world } = await openOffice(plans);
    await using _closing = own;
    mkdirSync(join(own.dir, "folder2"));
    writeFileSync(join(own.dir, "folder2/.env"), "SECRET=1");
    const report = await own.run(undefined, { yes: true });
    expect(readFileSync(join(own.dir, "one.md"), "utf8")).toBe("1");
    expect(asksOf(report)).toMatchObject([
      { step: null, detail: { effects: [{ tool: "world__send" }] } },
    ]);
    await own.call("run.answer", { run: report.run, value: true });
    const later = await own.settled(report.run);
    expect(readFileSync(join(own.dir, "two.md"), "utf8")).toBe("2");
    expect(asksOf(later)).toMatchObject([
      { step: "three", detail: { effects: [{ undoable: false }] } },
    ]);
    expect(world.calls).toEqual(["send lamp"]);
  });

  test("is a word that can be taken back: what it allowed is asked about again", async () => {
    const { run } = await house.run(
      {
        steps: [
          { id: "go", do: { ask: { question: "Go on?" } } },
          call("w", "files__files_write", { path: "z.md", content: "z" }, { after: ["go"] }),
        ],
      },
      { yes: true },
    );
    const [given] = (await grants(house, run)).grants;
    await house.call("grants.revoke", { grant: given!["grant"]! });
    const asked = await house.settled(run);
    const approval = asksOf(asked).find(({ detail }) => "effects" in detail);
    expect(approval).toMatchObject({
      step: null,
      detail: { effects: [{ tool: "files__files_write" }] },
    });
    await answer(house, run, false, { ask: approval!.ask });
    expect((await house.settled(run)).outcome).toBe("denied");
  });
});
