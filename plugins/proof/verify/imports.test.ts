import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { writeOverdueRun } from "../../../bench/replay/overdue-run.ts";
import { type House, openHouse, pluginOf } from "../../../bench/support/kernel.ts";
import { canonicalize, type JsonObject } from "../../../kernel/json.ts";
import { hashEnvelope, hashPayload } from "../../../kernel/ledger/envelope.ts";
import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import type { EventProof } from "../event-proof.ts";
import type { Proof } from "../../contracts/proof.ts";
import type { Verdict } from "./verdict.ts";

setDefaultTimeout(60_000);

const RUN = "abroad";
let house: House;
let foreign: readonly SealedEvent[];
let origin: string;

/** A house with a run that came from another one: its events as they were, and what vouches for them. */
beforeEach(async () => {
  let proof: Proof | undefined;
  const asks = pluginOf("asks", (host) => {
    host.provide("boot", "asks", async () => {
      proof = host.provided<Proof>("proof").get("proof");
    });
  });
  await using abroad = await openHouse({ isBare: true, plugins: [asks] });
  await writeOverdueRun(abroad.kernel.ledger, "not-this-one", 2);
  await writeOverdueRun(abroad.kernel.ledger, RUN, 3);
  const { text: checkpoint, size } = await proof!.checkpoint();
  foreign = [...abroad.kernel.ledger.sealed({ root: RUN })];
  origin = foreign[0]!.source;
  const paths = foreign.map(({ oseq }) => [oseq, proof!.inclusion(oseq, size)]);

  house = await openHouse({ isBare: true });
  const { ledger } = house.kernel;
  const proofs = ledger.putBlob(Buffer.from(JSON.stringify(Object.fromEntries(paths))));
  const { publicKey } = proof!;
  const data = { run: RUN, root: RUN, origin, publicKey, checkpoint, proofs, events: paths.length };
  const note = {
    subject: "tenant/default",
    branch: `tenant/default@${ledger.origin}`,
    type: "export.imported",
    actor: "person",
    data,
  };
  const branches = abroad.kernel.ledger.branches({ root: RUN });
  await ledger.admit({ events: foreign, branches, keepsRows: false, notes: [note] });
});
afterEach(() => house[Symbol.asyncDispose]());

async function faultsAfter(...statements: readonly string[]) {
  const db = new Database(join(house.home, "home/tenants/default/ledger.db"));
  for (const statement of statements) db.run(statement);
  db.close();
  const verdict = (await house.call("ledger.verify", {})) as unknown as Verdict;
  expect(verdict.ok).toBe(verdict.faults.length === 0);
  return verdict.faults;
}

test("events of another home hold, though their chain is here with gaps only", async () => {
  expect(await faultsAfter()).toEqual([]);
  expect(await house.call("ledger.verify", {})).toMatchObject({ ok: true, origins: 2 });
  expect(house.state(RUN).outcome).toBe("done");
});

test("a proof of one of them is what its own home has signed", async () => {
  const proof = (await house.call("event.prove", { run: `${RUN}@4` })) as unknown as EventProof;
  expect(proof.checkpoint.split("\n")[0]).toBe(origin);
  const { checkEventProof } = await import("../event-proof.ts");
  expect(checkEventProof(proof).faults).toEqual([]);
});

test("a changed one is found, also where every hash of it was computed anew", async () => {
  const event = foreign[5]!;
  const { oseq } = event;
  const changed = canonicalize({ ...(JSON.parse(event.payload!) as JsonObject), more: 1 });
  const where = `where id = '${event.id}'`;
  const set = `update events set data = '${changed.replaceAll("'", "''")}'`;
  expect(await faultsAfter(`${set} ${where}`)).toEqual([
    { oseq, origin, what: "the payload was changed or is missing" },
  ]);
  const datahash = hashPayload(event.salt!, changed);
  const hash = hashEnvelope({ ...event, datahash });
  const hashes = `datahash = x'${datahash.toHex()}', hash = x'${hash.toHex()}'`;
  const faults = await faultsAfter(`update events set ${hashes} ${where}`);
  expect(faults).toContainEqual({
    oseq,
    origin,
    what: "is in no signed tree that came with an import",
  });
});

test("without the proofs that came with them nothing vouches for them, and the import says so", async () => {
  const faults = await faultsAfter(
    "delete from blobs where hash not in (select blob from events where blob is not null)",
  );
  const [record] = house.kernel.ledger.query({ types: ["export.imported"] });
  expect(faults[0]).toMatchObject({
    oseq: record!.oseq,
    what: expect.stringContaining("the proofs of an import"),
  });
  expect(faults).toHaveLength(1 + foreign.length);
});

test("events of another home that nobody has imported are faults", async () => {
  await using other = await openHouse({ isBare: true });
  const { ledger } = other.kernel;
  const stream = { subject: "tenant/default", branch: `tenant/default@${ledger.origin}` };
  const note = { ...stream, type: "kernel.stopped", actor: "kernel", data: { reason: "none" } };
  const branches = house.kernel.ledger.branches({ root: RUN });
  await ledger.admit({ events: foreign, branches, keepsRows: false, notes: [note] });
  const { ok, faults } = (await other.call("ledger.verify", {})) as unknown as Verdict;
  expect({ ok, first: faults[0] }).toEqual({
    ok: false,
    first: {
      oseq: foreign[0]!.oseq,
      origin,
      what: `events 1 to ${foreign[0]!.oseq - 1} are missing`,
    },
  });
});
