import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { writeOverdueRun } from "../../../bench/replay/overdue-run.ts";
import { newHome, openHouse } from "../../../bench/support/kernel.ts";
import { placeOf, Tampering } from "../../../bench/support/tampering.ts";
import type { LedgerEvent } from "../../../kernel/event.ts";
import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import { readNotes } from "../second-place.ts";
import { BlockFile } from "../tree/block-file.ts";
import { ChainTree } from "../tree/chain-tree.ts";
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
let originals: readonly SealedEvent[];
let copies = 0;

/** A house with two runs, as it was left, with its checkpoints. */
beforeAll(async () => {
  await using house = await openHouse({ home: home.path, isBare: true });
  const { ledger } = house.kernel;
  source = `/${ledger.tenant}/${ledger.origin}`;
  for (const run of ["first", "second"]) await writeOverdueRun(ledger, run, 6);
  events = [...ledger.query({})];
  originals = [...ledger.sealed()];
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

const goalOf = (branch: string) =>
  events.find((event) => event.type === "goal.set" && event.branch === branch)!;

describe("what was erased is held against the erasures on record:", () => {
  const goals = "type = (select id from names where text = 'goal.set')";
  const erasing = `update events set data = null, salt = null, blob = null, erased = 1 where ${goals}`;
  const unasked = "the payload was erased, and nobody asked for it";

  test("a payload that was taken away, also where the ledger was given to another writer", async () => {
    for (const writer of [source.split("/")[2]!, "aaaaaaaaaa"]) {
      const verdict = await verdictAfter((file) =>
        file.sql(`update writer set origin = '${writer}'`, erasing),
      );
      const wanted = events.filter(({ type }) => type === "goal.set");
      expect(verdict.faults).toEqual(
        wanted.map(({ oseq }) => ({ oseq, origin: source, what: unasked })),
      );
      // What this home has signed is of this home, whoever it says that it is.
      expect(verdict.completeness.verdict).toBe("complete");
    }
  });

  test("and in a chain that somebody calls an import", async () => {
    const verdict = await verdictAfter(async (file) => {
      file.sql("update writer set origin = 'aaaaaaaaaa'", erasing);
      await using house = await openHouse({ home: file.top, isBare: true });
      const { ledger } = house.kernel;
      const [opened] = events;
      const { publicKey } = opened!.data!;
      const checkpoint = readNotes(placeOf(file.top), source).at(-1)!;
      const blocks = new BlockFile(join(file.tenantDir, "foreign.blocks"));
      const tree = new ChainTree(ledger, source, blocks);
      const size = Number(checkpoint.split("\n")[1]);
      const paths = events
        .slice(0, size)
        .map(({ oseq }) => [
          oseq,
          tree.inclusion(oseq, size).map((one) => Buffer.from(one).toString("base64")),
        ]);
      const proofs = ledger.putBlob(Buffer.from(JSON.stringify(Object.fromEntries(paths))));
      const data = { run: "first", root: "first", origin: source, publicKey, checkpoint, proofs };
      const stream = { subject: "tenant/default", branch: "tenant/default@aaaaaaaaaa" };
      const record = { ...data, events: size } as never;
      await ledger.append([{ ...stream, type: "export.imported", actor: "person", data: record }]);
    });
    expect(verdict.faults.map(({ what }) => what)).toContain(unasked);
  });

  test("a payload that is there again after its erasure", async () => {
    const verdict = await verdictAfter(async (file) => {
      const house = await openHouse({ home: file.top, isBare: true });
      await house.call("runs.erase", { run: "second" });
      await house.close();
      const { id, data } = goalOf("second");
      const [sealed] = originals.filter((event) => event.id === id);
      expect(JSON.parse(sealed!.payload!)).toEqual(data);
      const payload = sealed!.payload!.replaceAll("'", "''");
      const salt = `x'${sealed!.salt!.toHex()}'`;
      file.sql(
        `update events set data = '${payload}', salt = ${salt}, erased = 0
         where oseq = ${sealed!.oseq}`,
      );
    });
    const { oseq } = goalOf("second");
    const what = "the payload is here again, though it was erased";
    expect(verdict.faults).toEqual([{ oseq, origin: source, what }]);
  });
});
