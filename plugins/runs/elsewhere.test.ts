import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { writeOverdueRun } from "../../bench/replay/overdue-run.ts";
import { exportedLines, fileOf, importInto } from "../../bench/support/exports.ts";
import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { restoreHome } from "../backup/restore-home.ts";
import { systemClock } from "../house/clock.ts";
import { randomIds } from "../house/ids.ts";
import { originPublicKey } from "../house/origin-key.ts";

// Several houses each, on a machine that may be busy.
setDefaultTimeout(60_000);

const write = call("write", "files__files_write", { path: "x", content: "kept" });
const ask = { question: "Which?", schema: { type: "string" } };
const ASKING = {
  goal: "ask",
  steps: [write, { id: "ask", intent: "Ask", do: { ask }, after: ["write"] }],
} as unknown as JsonObject;
const given = { goal: "ask", allow: ["files__*"] };

async function bring(from: House, run: string, to: House): Promise<void> {
  await importInto(to, fileOf(from, await exportedLines(from, run), false));
}

const verdictOf = (house: House) => house.call("ledger.verify", { deep: true });

/** Nothing that waits for a person here, nothing to go on with, and a way out. */
async function expectAtRest(house: House, run: string): Promise<void> {
  const { runs, inbox } = await house.call("status.show", {});
  expect(runs).toMatchObject([{ run, standing: "elsewhere", doubts: [] }]);
  expect(inbox).toEqual([]);
  const acts: readonly [string, JsonObject][] = [
    ["run.stop", { run }],
    ["run.answer", { run, value: "x" }],
    ["run.resume", { run }],
  ];
  for (const [verb, input] of acts) {
    expect(house.call(verb, input)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("belongs to another device"),
      hint: expect.stringMatching(/^glassbox fork \w+ .*glassbox runs rm \w+ /),
    });
  }
  expect(house.call("run.resume", {})).rejects.toMatchObject({ code: "not_found" });
}

test("another device's run that is not over asks nothing here, can be forked, and can be got rid of", async () => {
  await using abroad = await openHouse();
  await using house = await openHouse();
  const { run } = await abroad.run(ASKING, given);
  await bring(abroad, run, house);
  await expectAtRest(house, run);

  const { run: fork } = await house.call<{ run: string }>("run.fork", { run, yes: true });
  expect(await house.settled(fork)).toMatchObject({ standing: "waiting" });
  await house.call("run.answer", { run: fork, value: "this" });
  expect(await house.settled(fork)).toMatchObject({ outcome: "done" });
  expect(house.state(run).outcome).toBeNull();

  await house.call("runs.remove", { run });
  const { runs } = await house.call<{ runs: JsonObject[] }>("runs.list", {});
  expect(runs.map((row) => row["run"])).toEqual([fork]);
  expect(await house.call("runs.erase", { run })).toMatchObject({ isErased: true });
  expect(house.events(run).every(({ data }) => data === null)).toBe(true);
  expect(await verdictOf(house)).toMatchObject({ ok: true, faults: [] });
});

test("a colleague's unfinished fork of one's own run holds up neither its archiving nor its erasure", async () => {
  await using abroad = await openHouse();
  await using house = await openHouse();
  const { run } = await house.run({ goal: "write", steps: [write] } as never, given);
  await bring(house, run, abroad);
  const { run: fork } = await abroad.call<{ run: string }>("run.fork", { run: `${run}@9` });
  expect(await abroad.settled(fork)).toMatchObject({ standing: "waiting" });
  await bring(abroad, run, house);
  expect(house.state(fork).outcome).toBeNull();

  const archived = await house.call("runs.archive", { olderThanSeconds: 0 });
  expect(archived).toMatchObject({ trees: [expect.anything()] });
  expect(house.state(fork).outcome).toBeNull();
  expect(await house.call("runs.erase", { run })).toMatchObject({ runs: [run, fork] });
  for (const one of [run, fork])
    expect(house.events(one).every(({ data }) => data === null)).toBe(true);
  expect(await verdictOf(house)).toMatchObject({ ok: true, faults: [] });
});

test("one's own run from before a restore without its key can be erased", async () => {
  using place = newHome();
  using other = newHome();
  const house = await openHouse({ home: place.path });
  const { run } = await house.run(ASKING, given);
  const from = join(place.path, "backup");
  await house.call("home.backup", { dir: from, withSecrets: false });
  await house.close();
  await restoreHome({
    from,
    home: join(other.path, "home"),
    force: false,
    lock: () => ({ release() {} }),
    checkpoints: () => null,
    writer: { clock: systemClock, ids: randomIds, publicKey: originPublicKey },
  });
  await using restored = await openHouse({ home: other.path });
  await expectAtRest(restored, run);
  expect(await restored.call("runs.erase", { run })).toMatchObject({ isErased: true });
  expect(restored.events(run).every(({ data }) => data === null)).toBe(true);
  expect(await verdictOf(restored)).toMatchObject({ ok: true, faults: [] });
});

test("only what this home put on its own record is erased", async () => {
  using home = newHome();
  let house = await openHouse({ home: home.path, isBare: true });
  for (const run of ["victim", "evil"]) await writeOverdueRun(house.kernel.ledger, run, 2);
  const data = { root: "victim", runs: ["victim"], besides: [] };
  const stream = { subject: "run/evil", branch: "evil" };
  await house.kernel.ledger.append([{ ...stream, type: "runs.erasing", actor: "person", data }]);
  await house.close();
  house = await openHouse({ home: home.path, isBare: true });
  expect(house.events("victim").every((event) => event.data !== null)).toBe(true);
  await house.close();
});
