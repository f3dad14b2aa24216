import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";

import { exportedLines, fileOf, importInto, PLAN, typeOf } from "../../../bench/support/exports.ts";
import { type House, newHome, openHouse } from "../../../bench/support/kernel.ts";
import type { JsonObject } from "../../../kernel/json.ts";

setDefaultTimeout(60_000);

let here: House;
let run: string;
beforeAll(async () => {
  here = await openHouse();
  ({ run } = await here.run(PLAN, { yes: true, input: "data for the goal" }));
});
afterAll(() => here[Symbol.asyncDispose]());

const refusal = (house: House, path: string) =>
  importInto(house, path).then(
    () => null,
    (error: { code: string; message: string }) => error,
  );

test.each([
  ["runs.erasing", { root: "x", runs: ["x"], besides: [] }],
  ["run.removed", { run: "x" }],
  ["archive.sealed", { segment: "999999", sha256: "0", bytes: 1, events: 1, trees: ["x"] }],
  ["origin.opened", { origin: "x", publicKey: "x" }],
])("a run in which a home speaks of itself is refused: %s", async (type, data) => {
  await using forged = await openHouse();
  const { run: other } = await forged.run(PLAN, { yes: true });
  const draft = { subject: `run/${other}`, branch: other, actor: "person", type, data };
  await forged.kernel.ledger.append([draft]);
  await using there = await openHouse();
  const path = fileOf(forged, await exportedLines(forged, other));
  const error = await refusal(there, path);
  expect(error).toMatchObject({ code: "usage" });
  expect(error!.message).toMatch(/^line \d+: type: /);
  expect(there.kernel.ledger.branch(other)).toBeNull();
});

test("two homes that are copies of one are not mixed, and what the second would bring is not kept", async () => {
  using place = newHome();
  await (await openHouse({ home: place.path })).close();
  using copy = newHome();
  cpSync(place.path, copy.path, { recursive: true });
  await using one = await openHouse({ home: place.path });
  await using two = await openHouse({ home: copy.path });
  const runs = [await one.run(PLAN, { yes: true }), await two.run(PLAN, { input: "of the copy" })];
  await using there = await openHouse();
  await importInto(there, fileOf(one, await exportedLines(one, runs[0]!.run)));
  const input = two.events(runs[1]!.run).find(({ type }) => type === "goal.set")!.data!["input"];
  const error = await refusal(there, fileOf(two, await exportedLines(two, runs[1]!.run)));
  expect(error).toMatchObject({ code: "conflict" });
  expect(error!.message).toMatch(/^line \d+: \/default\/\w+ has another event \d+ in this ledger/);
  expect(there.kernel.ledger.getBlob((input as { blob: string }).blob)).toBeNull();
});

test("nobody speaks for what this home has been with another key", async () => {
  await using there = await openHouse();
  const { tenant, origin } = there.kernel.ledger;
  const stream = { subject: `tenant/${tenant}`, branch: `tenant/${tenant}@${origin}` };
  const data = { origin: here.kernel.ledger.origin, publicKey: "AAAA" };
  const opened = { ...stream, type: "origin.opened", actor: "kernel", data };
  await there.kernel.ledger.append([opened]);
  const error = await refusal(there, fileOf(here, await exportedLines(here, run)));
  expect(error!.message).toMatch(/publicKey: \S+ is known here with another key/);
});

const isHeld = (line: string) => /export\.(blob|content)$/.test(typeOf(line));
const verified = (house: House) =>
  house.call<JsonObject & { faults: JsonObject[] }>("ledger.verify", { deep: true });

test("contents that were left out of a file are told, a fault, and brought by a whole one", async () => {
  const lines = await exportedLines(here, run);
  const without = lines.filter((line) => !isHeld(line));
  await using there = await openHouse();
  const { blobs, missing } = await importInto(there, fileOf(here, without));
  expect(blobs).toBe(0);
  expect(missing).toBeGreaterThan(3);
  expect((await there.call<JsonObject>("ledger.verify", {}))["ok"]).toBe(true);
  const { ok, faults } = await verified(there);
  expect(ok).toBe(false);
  expect(faults).toMatchObject([
    { what: expect.stringContaining(`imports: ${missing} contents that events of run ${run}`) },
  ]);

  expect(await importInto(there, fileOf(here, lines))).toMatchObject({ fresh: 0, missing: 0 });
  expect(await verified(there)).toMatchObject({ ok: true, faults: [] });
  expect(await exportedLines(there, run)).toHaveLength(lines.length);
});

test("contents that whoever exported it had no more are counted and are no fault, and those that were erased here neither", async () => {
  const lines = await exportedLines(here, run);
  const gone = lines.find(isHeld);
  const end = JSON.parse(lines.at(-1)!) as { data: JsonObject };
  const owning = JSON.stringify({ ...end, data: { ...end.data, missing: 1 } });
  const without = [...lines.slice(0, -1).filter((line) => line !== gone), owning];
  await using there = await openHouse();
  expect((await importInto(there, fileOf(here, without)))["missing"]).toBe(1);
  expect(await verified(there)).toMatchObject({ ok: true, faults: [] });

  await using other = await openHouse();
  await importInto(
    other,
    fileOf(
      here,
      lines.filter((line) => !isHeld(line)),
    ),
  );
  await other.call("runs.erase", { run });
  expect(await verified(other)).toMatchObject({ ok: true, faults: [] });
});

test("a folder or a pipe is refused at once", async () => {
  expect((await refusal(here, here.dir))!.message).toMatch(/is no file/);
  const pipe = join(here.home, "pipe");
  expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0);
  expect((await refusal(here, pipe))!.message).toMatch(/is no file/);
});
