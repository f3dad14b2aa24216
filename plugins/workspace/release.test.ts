import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import type { Contents } from "../contracts/contents.ts";
import type { Eraser } from "../contracts/eraser.ts";

let house: House | undefined;
afterEach(() => house?.[Symbol.asyncDispose]());

const noise = (size: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(size))).toString("base64");
const writing = (path: string, content: string) => ({
  steps: [call("w", "files__files_write", { path, content })],
});
const contentsOf = ({ kernel }: House) =>
  kernel.runs.services.provided<Contents>("contents").get("workspace")!;
const yes = { yes: true };

test("over the quota, what only old finished runs hold makes room; their events stay as they are", async () => {
  using home = newHome();
  const before = noise(400_000);
  const at = { home: home.path, config: { workspace: { quotaMb: 1.5 } } };
  house = await openHouse(at);
  writeFileSync(join(house.dir, "a.md"), before);
  const { run: old } = await house.run(writing("a.md", "short"), yes);
  const kept = [...contentsOf(house).of(old)];
  expect(kept.every((hash) => contentsOf(house!).get(hash) !== null)).toBe(true);
  // Contents that were kept a moment ago stay, whoever holds them: those of another kernel are no longer new.
  await house.close();
  house = await openHouse(at);
  const runs: string[] = [];
  for (let n = 0; n < 4; n++) {
    writeFileSync(join(house.dir, "a.md"), noise(400_000));
    runs.push((await house.run(writing("a.md", `short ${n}`), yes)).run);
  }
  const isReleased = (hash: string) => contentsOf(house!).isReleased(hash);
  for (let n = 0; n < 50 && !kept.some(isReleased); n++) {
    await Bun.sleep(20);
    await house.run(writing("b.md", "another"), yes);
  }
  const gone = kept.filter((hash) => contentsOf(house!).get(hash) === null);
  expect(gone.length).toBeGreaterThan(0);
  expect(gone.every((hash) => contentsOf(house!).isReleased(hash))).toBe(true);
  const last = [...contentsOf(house).of(runs.at(-1)!)];
  expect(last.every((hash) => contentsOf(house!).get(hash) !== null)).toBe(true);
  const { files } = house.kernel.runs.services;
  const change = files.made(old).find(({ path }) => path === "a.md");
  expect(change!.before).toMatchObject({ kind: "file", kept: true });
  expect(files.content(change!.before.sha256!)).toBeNull();
  // What stands in the folder now is kept, and is kept again if it comes back.
  writeFileSync(join(house.dir, "a.md"), before);
  await house.run(writing("a.md", "short again"), yes);
  expect(Buffer.from(files.content(change!.before.sha256!)!).toString()).toBe(before);
  expect(contentsOf(house).isReleased(change!.before.sha256!)).toBe(false);
}, 30_000);

test("a pinned run keeps its contents", async () => {
  using home = newHome();
  house = await openHouse({ home: home.path });
  writeFileSync(join(house.dir, "a.md"), noise(400_000));
  const { run } = await house.run(writing("a.md", "short"), yes);
  const kept = [...contentsOf(house).of(run)];
  await house.close();
  const config = { workspace: { quotaMb: 0.2, pinned: [run] } };
  house = await openHouse({ home: home.path, config });
  writeFileSync(join(house.dir, "a.md"), noise(400_000));
  await house.run(writing("a.md", "short 2"), yes);
  await house.run(writing("a.md", "short 3"), yes);
  await Bun.sleep(50);
  expect(kept.every((hash) => contentsOf(house!).get(hash) !== null)).toBe(true);
}, 30_000);

test("an erased run leaves no hash of the secrets that it alone has met", async () => {
  house = await openHouse();
  writeFileSync(join(house.dir, ".env"), "TOKEN=hunter2-hunter2");
  const move = call("m", "files__files_move", { from: ".env", to: "plain.txt" });
  const { run } = await house.run({ steps: [move] }, { allow: ["files__*"] });
  const hash = house.kernel.runs.services.files.made(run).find(({ path }) => path === "plain.txt")!
    .after.sha256!;
  using db = new Database(join(house.home, "home/tenants/default/contents.db"), { readonly: true });
  const isNamed = () =>
    db.query("select 1 from secrets where hash = ?").get(Buffer.from(hash, "hex")) !== null;
  expect(isNamed()).toBe(true);
  expect([...contentsOf(house).of(run)].includes(hash)).toBe(false);
  const eraser = house.kernel.runs.services.provided<Eraser>("eraser").get("workspace")!;
  await eraser.erase(run, [...house.kernel.ledger.readTree(run)]);
  expect(isNamed()).toBe(false);
});

test("what an erased run alone has kept is in no byte of the store; what another holds stays", async () => {
  house = await openHouse();
  const [own, shared] = ["own words 5129384712", "shared words 918273645"];
  writeFileSync(join(house.dir, "own.md"), own);
  writeFileSync(join(house.dir, "shared.md"), shared);
  const first = await house.run(writing("own.md", "new words 7777711111"), yes);
  writeFileSync(join(house.dir, "own.md"), "nothing");
  const second = await house.run(writing("shared.md", "new"), yes);
  const { files } = house.kernel.runs.services;
  const at = files.made(second.run).find(({ path }) => path === "shared.md")!.before.sha256!;
  const eraser = house.kernel.runs.services.provided<Eraser>("eraser").get("workspace")!;
  await eraser.erase(first.run, [...house.kernel.ledger.readTree(first.run)]);
  const tenant = join(house.home, "home/tenants/default");
  const stored = readdirSync(tenant).filter((name) => name.startsWith("contents.db"));
  for (const words of [own, "new words 7777711111"])
    for (const name of stored)
      if (existsSync(join(tenant, name)))
        expect(readFileSync(join(tenant, name)).includes(words)).toBe(false);
  expect(Buffer.from(files.content(at)!).toString()).toBe(shared);
  const { run } = await house.run(writing("shared.md", "newer"), yes);
  expect(files.at(run).digest).toBe((await files.now(house.dir)).digest);
});
