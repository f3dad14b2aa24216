import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { writeOverdueRun } from "../../../bench/replay/overdue-run.ts";
import { newHome, openHouse } from "../../../bench/support/kernel.ts";
import { Tampering } from "../../../bench/support/tampering.ts";
import type { LedgerEvent } from "../../../kernel/event.ts";
import type { Verdict } from "./verdict.ts";

// A house is opened for each kind of tampering, on a machine that may be busy.
setDefaultTimeout(60_000);

const home = newHome();
const copiesFolder = newHome();
afterAll(() => {
  home[Symbol.dispose]();
  copiesFolder[Symbol.dispose]();
});
let source: string;
let events: readonly LedgerEvent[];
let copies = 0;

/** A house as it was left: two runs, the first with two later branches, a checkpoint after each end and one at the last. */
beforeAll(async () => {
  for (const run of ["first", "second"]) {
    await using house = await openHouse({ home: home.path, isBare: true });
    const { ledger } = house.kernel;
    source = `/${ledger.tenant}/${ledger.origin}`;
    await writeOverdueRun(ledger, run, 6);
    const left = { run: "first", from: "first", changes: [], tools: {} };
    const own = { subject: "run/first", actor: "kernel" };
    for (const [branch, at] of run === "second"
      ? ([
          ["later", 9],
          ["latest", 12],
        ] as const)
      : []) {
      const parent = { branch: "first", at };
      const opened = { id: branch, subject: "run/first", root: "first", parent };
      await ledger.append(
        [
          { ...own, branch, type: "run.diverged", data: { ...left, at } },
          { ...own, branch, type: "run.claimed", data: { origin: ledger.origin, epoch: 7 + at } },
        ],
        [opened],
      );
    }
    const reason = Buffer.from(crypto.getRandomValues(new Uint8Array(9000))).toString("hex");
    const large = { rule: "progress", step: null, reason };
    const elsewhere = { subject: "server/large", branch: "large", actor: "kernel" };
    await ledger.append([{ ...elsewhere, type: "reflex.fired", data: large }]);
    events = [...ledger.query({})];
  }
});

async function verdictAfter(tamper: (tampering: Tampering) => void | Promise<void>) {
  const tampering = new Tampering(home.path, join(copiesFolder.path, `copy-${copies++}`));
  try {
    await tamper(tampering);
    await using house = await openHouse({ home: tampering.top, isBare: true });
    return await house.call<Verdict & Record<string, never>>("ledger.verify", {});
  } finally {
    rmSync(tampering.top, { recursive: true });
  }
}

const first = (type: string, branch = "first") =>
  events.find((event) => event.type === type && event.branch === branch)!;
const found = ({ faults }: Verdict) => faults.map(({ oseq, what }) => `${oseq}: ${what}`);
const rowOf = (branch: string) => `where id = (select id from names where text = '${branch}')`;
const number = (name: string) => `(select id from names where text = '${name}')`;
const finished = () => first("run.finished");

test("a house that nobody touched is whole and complete up to its last checkpoint", async () => {
  const verdict = await verdictAfter(() => {});
  expect(verdict).toMatchObject({ ok: true, faults: [], completeness: { verdict: "complete" } });
  expect(verdict.completeness.checkpoints).toBeGreaterThanOrEqual(2);
  expect(verdict.completeness.covered).toBeGreaterThan(finished().oseq);
});

describe("integrity: found in the chain itself, at the event where it was done,", () => {
  test("a flipped byte of a payload, of an envelope, of a hash", async () => {
    const { oseq } = first("tool.finished");
    const payload = await verdictAfter((file) =>
      file.sql(`update events set data = replace(data, 'true', 'tsue') where oseq = ${oseq}`),
    );
    expect(found(payload)).toEqual([`${oseq}: the payload was changed or is missing`]);
    const envelope = await verdictAfter((file) =>
      file.sql(`update events set hlc = hlc + 1 where oseq = ${oseq}`),
    );
    expect(found(envelope)).toEqual([`${oseq}: the envelope was changed`]);
    // The tree is over the hashes that stand in the chain, and those are as they were.
    for (const verdict of [payload, envelope])
      expect(verdict).toMatchObject({ ok: false, completeness: { verdict: "complete" } });
    const hash = await verdictAfter((file) =>
      file.sql(`update events set hash = datahash where oseq = ${oseq}`),
    );
    expect(found(hash)).toEqual([
      `${oseq}: the envelope was changed`,
      `${oseq + 1}: does not follow the event before it`,
    ]);
  });

  test("an event dropped from the middle, and two in each other's places", async () => {
    const { oseq } = first("tool.intended");
    const dropped = await verdictAfter((file) =>
      file.sql(`delete from events where oseq = ${oseq}`),
    );
    expect(found(dropped)[0]).toBe(`${oseq + 1}: events ${oseq} to ${oseq} are missing`);
    expect(dropped.completeness.verdict).toBe("incomplete");
    const swapped = await verdictAfter((file) =>
      file.sql(
        `update events set oseq = -1 where oseq = ${oseq}`,
        `update events set oseq = ${oseq} where oseq = ${oseq + 1}`,
        `update events set oseq = ${oseq + 1} where oseq = -1`,
      ),
    );
    expect(found(swapped)).toContain(`${oseq}: the envelope was changed`);
  });

  test("a payload blob that is gone", async () => {
    const { oseq } = first("reflex.fired", "large");
    const blob = `(select blob from events where oseq = ${oseq})`;
    const verdict = await verdictAfter((file) =>
      file.sql(`delete from blobs where hash = ${blob}`),
    );
    expect(found(verdict)).toEqual([`${oseq}: the payload was changed or is missing`]);
  });
});

describe("integrity: branch rows, which no hash covers, are held against what opened them:", () => {
  const opened = (branch: string) => first("run.diverged", branch).oseq;

  test("two branches of a run that were swapped", async () => {
    const verdict = await verdictAfter((file) =>
      file.sql(
        "create temp table old as select * from branches",
        ...(
          [
            ["later", "latest"],
            ["latest", "later"],
          ] as const
        ).map(
          ([to, from]) =>
            `update branches set (at, owner_epoch) = (select at, owner_epoch from old ${rowOf(from)}) ${rowOf(to)}`,
        ),
      ),
    );
    const begins = (branch: string, at: number, wrong: number) =>
      `${opened(branch)}: branch ${branch} begins with event ${at}, its row says ${wrong}`;
    expect(found(verdict)).toEqual(
      expect.arrayContaining([begins("later", 10, 13), begins("latest", 13, 10)]),
    );
  });

  test("another parent, another start, another root, another run, another owner", async () => {
    const changes: Record<string, readonly [string, string]> = {
      [`parent = ${number("second")}`]: ["later", "the parent of branch later is second"],
      "parent = null, at = 9": ["later", "the parent of branch later is null"],
      [`root = ${number("second")}`]: ["later", "the root of branch later is second"],
      [`subject = ${number("run/second")}`]: ["later", "the subject of branch later is run/second"],
      "owner_epoch = 99": ["later", "the owner of branch later is"],
      "owner_origin = null, owner_epoch = null": ["later", "the owner of branch later is nobody"],
    };
    for (const [change, [branch, what]] of Object.entries(changes)) {
      const verdict = await verdictAfter((file) =>
        file.sql(`update branches set ${change} ${rowOf(branch)}`),
      );
      const claimed = first("run.claimed", branch).oseq;
      const own = verdict.faults.filter((fault) => fault.what.startsWith(what));
      expect(own).toHaveLength(1);
      expect([opened(branch), claimed]).toContain(own[0]!.oseq);
    }
    const root = await verdictAfter((file) =>
      file.sql(`update branches set root = ${number("second")} ${rowOf("first")}`),
    );
    expect(found(root)[0]).toContain(`${first("run.started").oseq}: the root of branch first`);
  });

  test("a row that is gone", async () => {
    const verdict = await verdictAfter((file) =>
      file.sql(`delete from branches ${rowOf("later")}`),
    );
    expect(found(verdict)).toContain(`${opened("later")}: branch later has lost its row`);
  });
});

describe("completeness: found by the checkpoints that are kept elsewhere, while the chain holds,", () => {
  const cut = (file: Tampering, from: number) =>
    file.sql(`delete from events where oseq >= ${from}`);

  test("a tail that was cut off, also when the chain went on after it", async () => {
    for (const longer of [false, true]) {
      const verdict = await verdictAfter(async (file) => {
        cut(file, finished().oseq - 3);
        if (!longer) return;
        await using house = await openHouse({ home: file.top, isBare: true });
        await writeOverdueRun(house.kernel.ledger, "third", 20);
      });
      expect(verdict.completeness.verdict).toBe("incomplete");
      expect(verdict.ok).toBe(false);
      const { reasons } = verdict.completeness;
      expect(reasons[0]).toContain(
        longer
          ? "are not those of checkpoint 1"
          : `checkpoint 1 of ${source} has ${finished().oseq}`,
      );
    }
  });

  test("everything written anew, with the key, without it, and with another one", async () => {
    const change = (event: { type: string }, data: Record<string, unknown>) =>
      (event.type === "run.finished" ? { ...data, answer: "something else" } : data) as never;
    const withKey = await verdictAfter((file) => file.rewrite(change));
    expect(withKey).toMatchObject({ ok: false, faults: [] });
    expect(withKey.completeness.reasons[0]).toContain("are not those of checkpoint 1");
    const withoutKey = await verdictAfter(async (file) => {
      await file.rewrite(change);
      rmSync(join(file.tenantDir, "origin.key"));
    });
    expect(withoutKey.completeness.verdict).toBe("incomplete");
    const another = await verdictAfter((file) => file.rewriteWithKey(change));
    expect(another).toMatchObject({ ok: false, faults: [] });
    expect(another.completeness.reasons[0]).toContain("signed with another key");
  });

  test("a whole ledger that was put in place of this one", async () => {
    const verdict = await verdictAfter((file) =>
      rmSync(file.tenantDir, { recursive: true, force: true }),
    );
    expect(verdict.completeness.verdict).toBe("incomplete");
    expect(verdict.completeness.reasons[0]).toContain("has none of them");
  });

  test("a checkpoint that was changed is itself the fault, and the others still count", async () => {
    const verdict = await verdictAfter((file) =>
      file.editCheckpoints((text) => text.replace(`\n${finished().oseq}\n`, "\n3\n")),
    );
    expect(found(verdict)).toEqual([`3: checkpoint 1 of ${source} was changed`]);
    expect(verdict.completeness.verdict).toBe("complete");
    const garbled = await verdictAfter((file) =>
      file.editCheckpoints((text) => `garbage${text.slice(20)}`),
    );
    expect(found(garbled)[0]).toContain(`checkpoint 1 of ${source} was changed`);
  });

  test("no checkpoints: unknown, and said so", async () => {
    const verdict = await verdictAfter((file) => rmSync(file.checkpoints));
    expect(verdict).toMatchObject({ ok: true, completeness: { verdict: "unknown", covered: 0 } });
    expect(verdict.completeness.reasons[0]).toContain("no checkpoint of this ledger is in");
  });

  test("half a checkpoint at the end, as a power cut leaves it, is none", async () => {
    const verdict = await verdictAfter((file) =>
      file.editCheckpoints((text) => text + text.slice(0, 40)),
    );
    expect(verdict).toMatchObject({ ok: true, completeness: { verdict: "complete" } });
  });
});
