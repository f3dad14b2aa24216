import { expect, test } from "bun:test";
import { join } from "node:path";

import { exportedLines, fileOf, importInto, PLAN } from "../../../bench/support/exports.ts";
import { type House, newHome, openHouse } from "../../../bench/support/kernel.ts";
import { call } from "../../../bench/support/plan.ts";
import type { JsonObject } from "../../../kernel/json.ts";

const look = (id: string, after: readonly string[] = []) =>
  call(
    id,
    "files__files_glob",
    { pattern: `*${id}` },
    {
      after,
      expect: [
        { matches: { properties: { truncated: { const: false } }, required: ["truncated"] } },
      ],
    },
  );
const part = { goal: "a part", plan: { steps: [look("p")], answer: "part" } };
const WHOLE: JsonObject = {
  goal: "look",
  steps: [look("a"), { id: "child", do: { run: part }, after: ["a"] }, look("b", ["child"])],
  answer: "looked",
};

const branchesOf = ({ kernel: { ledger } }: House, root: string) =>
  ledger.branches({ root }).toSorted((x, y) => (x.id < y.id ? -1 : 1));
const eventsOf = ({ kernel: { ledger } }: House, root: string) =>
  [...ledger.readTree(root)].map((event) => ledger.toCloudEvent(event));

/** A run with a child, one that was forked from it, and one that was taken back. */
async function grow(house: House): Promise<string> {
  const { run, outcome } = await house.run(WHOLE);
  expect(outcome).toBe("done");
  const at = house.events(run).find(({ type }) => type === "plan.accepted")!.bseq;
  const fork = await house.call<{ run: string }>("run.fork", { run: `${run}@${at}` });
  await house.settled(fork.run);
  await house.call("run.rewind", { run: `${fork.run}@${at + 3}` });
  return run;
}

async function verified(house: House): Promise<void> {
  const verdict = await house.call<{ ok: boolean; faults: unknown }>("ledger.verify", {});
  expect({ ok: verdict.ok, faults: verdict.faults }).toEqual({ ok: true, faults: [] });
}

test("children, forks and rewinds come along, verify, replay, and can be forked in the other home", async () => {
  await using here = await openHouse();
  const run = await grow(here);
  await using there = await openHouse();
  await importInto(there, fileOf(here, await exportedLines(here, run)));
  expect(branchesOf(there, run)).toEqual(branchesOf(here, run));
  expect(eventsOf(there, run)).toEqual(eventsOf(here, run));
  for (const { id } of branchesOf(here, run)) expect(there.state(id)).toEqual(here.state(id));
  expect(there.kernel.runs.account(run)).toEqual(here.kernel.runs.account(run));
  await verified(there);
  const ours = await here.call<{ difference: unknown }>("run.replay", { run });
  const theirs = await there.call<{ difference: unknown }>("run.replay", { run });
  expect(theirs.difference).toEqual(ours.difference);

  const at = there.events(run).find(({ type }) => type === "plan.accepted")!.bseq;
  const fork = await there.call<{ run: string }>("run.fork", { run: `${run}@${at}` });
  const { outcome } = await there.settled(fork.run);
  expect(outcome).toBe("done");
  expect(there.state(run)).toEqual(here.state(run));
  await verified(there);

  await using third = await openHouse();
  const mixed = await exportedLines(there, fork.run);
  const imported = await importInto(third, fileOf(there, mixed));
  expect(imported["origins"]).toHaveLength(2);
  expect(branchesOf(third, run)).toEqual(branchesOf(there, run));
  expect(third.state(fork.run)).toEqual(there.state(fork.run));
  await verified(third);

  // And home again: what is of this ledger is here, what was forked elsewhere is taken in.
  const back = await importInto(here, fileOf(there, mixed));
  expect(back["fresh"]).toBeGreaterThan(0);
  expect(here.state(fork.run)).toEqual(there.state(fork.run));
  await verified(here);
}, 60_000);

test("a record that claims a run for another's ledger is refused", async () => {
  await using there = await openHouse();
  await using forged = await openHouse();
  const { ledger, runs } = forged.kernel;
  const driver = { name: "plan", hash: "", options: {} };
  const budget = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
  const started = { run: "evil000000", root: "evil000000", parent: null, dir: forged.dir };
  const draft = runs.draft("evil000000");
  await ledger.append(
    [
      draft("run.started", { ...started, driver, access: "write", budget }),
      draft("run.claimed", { origin: there.kernel.ledger.origin, epoch: 1 }),
    ],
    [{ id: "evil000000", subject: "run/evil000000", root: "evil000000" }],
  );
  const path = fileOf(forged, await exportedLines(forged, "evil000000"));
  const error = await importInto(there, path).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: "usage" });
  expect(String(error)).toMatch(/line \d+: data\.origin: must be \w+/);
  expect(there.kernel.ledger.branch("evil000000")).toBeNull();
});

/** Takes a file in, in a process of its own. */
const IMPORT = `
const { openHouse } = await import(process.argv[1]);
const house = await openHouse({ home: process.argv[2] });
console.log("ready");
await house.call("runs.import", { path: process.argv[3] });
console.log("done");
process.exit(0);
`;

test("an import that is killed at any moment has taken in all or nothing", async () => {
  await using here = await openHouse();
  const { run } = await here.run(PLAN, { yes: true });
  const path = fileOf(here, await exportedLines(here, run));
  const wanted = eventsOf(here, run);
  using place = newHome();
  const kernel = join(import.meta.dir, "../../../bench/support/kernel.ts");
  for (let round = 0; round < 8; round++) {
    const child = Bun.spawn([process.execPath, "-e", IMPORT, kernel, place.path, path], {
      stdout: "pipe",
      stderr: "ignore",
    });
    for await (const _ of child.stdout) break;
    await Bun.sleep(round * 4);
    child.kill("SIGKILL");
    await child.exited;
    await using house = await openHouse({ home: place.path });
    const found = eventsOf(house, run);
    if (found.length > 0) expect(found).toEqual(wanted);
    await verified(house);
  }
  await using house = await openHouse({ home: place.path });
  await importInto(house, path);
  expect(eventsOf(house, run)).toEqual(wanted);
}, 60_000);
