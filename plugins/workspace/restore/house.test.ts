import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../../bench/support/kernel.ts";
import { call } from "../../../bench/support/plan.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { RestoreItem } from "../../contracts/files.ts";
import { announce, temporaryName } from "./temporary.ts";
import { treeOf } from "../../../bench/support/restores/stand.ts";

// A whole kernel starts and ends here, on a machine that may be busy.
setDefaultTimeout(60_000);

const filesOf = (house: House) => house.kernel.runs.services.files;

const order = (of: string) => ({ kind: "undo", of, actor: "person", onConflict: "skip" }) as const;

const write = (path: string) => ({ path, content: "by a run\n" });
const plan = {
  steps: [
    call("a", "files__files_write", write("notes/new.md")),
    call("b", "files__files_write", write("old.md"), { after: ["a"] }),
  ],
};

test("what a run made of a folder is taken back, and that taken back again, over two kernels", async () => {
  using home = newHome();
  const dir = join(home.path, "work");
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "old.md"), "a person's\n", { mode: 0o640 });
  symlinkSync("old.md", join(dir, "link"));
  const before = treeOf(dir);
  let after: readonly string[] = [];
  {
    await using house = await openHouse({ home: home.path });
    const files = filesOf(house);
    const { run } = await house.run(plan, { allow: ["files__*"] });
    after = treeOf(dir);
    expect(after).not.toEqual(before);
    const items = files.made(run).map((change) => ({ from: change.after, to: change.before }));
    const { skipped, operation } = await files.restore(files.plan(dir, items), order(`run/${run}`));
    expect(skipped).toEqual([]);
    expect(treeOf(dir)).toEqual(before);
    expect(files.operations().map((one) => one.operation)).toEqual([operation]);
    // The next look at the whole folder blames no step for it.
    expect((await house.kernel.runs.services.workspace.scan(dir))?.changes).toEqual([]);
    const events = [
      ...house.kernel.ledger.query({ types: ["workspace.restoring", "workspace.restored"] }),
    ];
    expect(events.map(({ subject, actor }) => [subject, actor])).toEqual([
      ["tenant/default", "person"],
      ["tenant/default", "person"],
    ]);
  }
  await using house = await openHouse({ home: home.path });
  const files = filesOf(house);
  const [operation] = files.operations();
  const items = operation!.items.map(({ from, to }) => ({ from: to, to: from }));
  await files.restore(files.plan(dir, items), order(`operation/${operation!.operation}`));
  expect(treeOf(dir)).toEqual(after);
});

test("a restore that a kernel began and did not end is completed before the next one serves", async () => {
  using home = newHome();
  const dir = join(home.path, "work");
  mkdirSync(dir, { recursive: true });
  for (const name of ["a.md", "b.md"]) writeFileSync(join(dir, name), "1");
  const before = treeOf(dir);
  const operation = Bun.randomUUIDv7();
  {
    await using house = await openHouse({ home: home.path });
    const files = filesOf(house);
    const captured = () => house.kernel.runs.services.workspace.capture(dir, ["a.md", "b.md"]);
    const was = captured();
    for (const name of ["a.md", "b.md"]) writeFileSync(join(dir, name), "2");
    const items: RestoreItem[] = captured().map((from, at) => ({ from, to: was[at]! }));
    expect(files.plan(dir, items).items.length).toBe(2);
    // As far as a kernel came that was killed after the first of two files.
    const tenantDir = join(house.home, "home/tenants/default");
    announce(tenantDir, operation, dir, [temporaryName(operation, 0)]);
    writeFileSync(join(dir, temporaryName(operation, 0)), "1");
    const { ledger } = house.kernel;
    const data = {
      operation,
      kind: "undo",
      of: "run/r",
      dir,
      onConflict: "skip",
      items,
      skipped: [],
      beside: [],
    };
    await ledger.append([
      {
        subject: `tenant/${ledger.tenant}`,
        branch: `tenant/${ledger.tenant}@${ledger.origin}`,
        type: "workspace.restoring",
        actor: "person",
        data: data as unknown as JsonObject,
      },
    ]);
    writeFileSync(join(dir, "a.md"), "1");
  }
  await using house = await openHouse({ home: home.path });
  const files = filesOf(house);
  expect(treeOf(dir)).toEqual(before);
  expect(existsSync(join(dir, temporaryName(operation, 0)))).toBe(false);
  expect(files.operations()).toMatchObject([{ operation, dir }]);
  expect(readFileSync(join(dir, "b.md"), "utf8")).toBe("1");
});
