import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { writeOverdueRun } from "../../bench/replay/overdue-run.ts";
import { type House, newHome, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import { placeOf } from "../../bench/support/tampering.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { Checkpoint, Proof } from "../contracts/proof.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { readNotes, secondPlace, sourcesWithCheckpoints } from "./second-place.ts";
import type { Verdict } from "./verify/verdict.ts";

setDefaultTimeout(60_000);

/** A house, and what its proof plugin offers others. */
async function withProof(home: string): Promise<{ house: House; proof: Proof }> {
  let proof: Proof | undefined;
  const asks = pluginOf("asks", (host) => {
    host.provide("boot", "asks", async () => {
      proof = host.provided<Proof>("proof").get("proof");
    });
  });
  const house = await openHouse({ home, isBare: true, plugins: [asks] });
  return { house, proof: proof! };
}

function notesOf(house: House): Checkpoint[] {
  const { tenant, origin } = house.kernel.ledger;
  const folder = placeOf(house.home);
  const [opened] = house.kernel.ledger.query({ types: ["origin.opened"] });
  const key = String(opened!.data!["publicKey"]);
  return readNotes(folder, `/${tenant}/${origin}`).map((note) => openCheckpoint(note, key)!);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(10);
}

const verdictOf = async (house: House) =>
  (await house.call("ledger.verify", {})) as unknown as Verdict & { unmade: string | null };

describe("checkpoints are written by themselves", () => {
  test("when a run has ended, over all that was on the disk by then", async () => {
    await using house = await openHouse({ isBare: true });
    await writeOverdueRun(house.kernel.ledger, "one", 4);
    await until(() => notesOf(house).length > 0);
    const [end] = house.kernel.ledger.query({ types: ["run.finished"] });
    expect(notesOf(house)[0]!.size).toBeGreaterThanOrEqual(end!.oseq);
  });

  test("for many runs that end together no more than a few times", async () => {
    await using house = await openHouse({ isBare: true });
    const { ledger } = house.kernel;
    for (let n = 0; n < 12; n++) await writeOverdueRun(ledger, `run${n}`, 2);
    await until(() => notesOf(house).some(({ size }) => size >= ledger.lastRow()));
    expect(notesOf(house).length).toBeLessThan(12);
  });

  test("after a thousand events, also while no run ends", async () => {
    await using house = await openHouse({ isBare: true });
    const { ledger } = house.kernel;
    const own = { subject: "run/long", branch: "long", actor: "kernel" };
    const fired = { rule: "progress", step: null, reason: "again" };
    await ledger.append([], [{ id: "long", subject: "run/long", root: "long" }]);
    for (let n = 0; n < 11; n++) {
      await ledger.append(
        Array.from({ length: 100 }, () => ({ ...own, type: "reflex.fired", data: fired })),
      );
      await ledger.append([{ ...own, type: "stop.requested", data: { by: "person", now: false } }]);
    }
    await until(() => notesOf(house).length > 0);
    expect(notesOf(house)[0]!.size).toBeGreaterThanOrEqual(1000);
  });

  test("when the kernel leaves, so that a short life is covered too", async () => {
    using home = newHome();
    const house = await openHouse({ home: home.path, isBare: true });
    await writeOverdueRun(house.kernel.ledger, "short", 2);
    const last = house.kernel.ledger.lastRow();
    await house.close();
    const again = await openHouse({ home: home.path, isBare: true });
    expect(notesOf(again).at(-1)!.size).toBeGreaterThanOrEqual(last);
    expect(await verdictOf(again)).toMatchObject({
      ok: true,
      completeness: { verdict: "complete" },
    });
    await again.close();
  });

  test("and never over events that a power cut could take", async () => {
    using home = newHome();
    const house = await openHouse({ home: home.path, isBare: true });
    const { ledger } = house.kernel;
    const own = { subject: "server/x", branch: "x", actor: "kernel" };
    const fired = { rule: "progress", step: null, reason: "again" };
    await ledger.append([{ ...own, type: "stop.requested", data: { by: "person", now: false } }]);
    const onDisk = ledger.lastRow();
    await ledger.append(
      Array.from({ length: 30 }, () => ({ ...own, type: "reflex.fired", data: fired })),
    );
    await house.close();
    const again = await openHouse({ home: home.path, isBare: true });
    expect(notesOf(again).map(({ size }) => size)).toEqual([onDisk]);
    await again.close();
  });
});

describe("the second place", () => {
  test("is outside the home, one folder for each home, unless the configuration says where", () => {
    const at = (home: string, env: Record<string, string>, proof = {}) =>
      secondPlace({ home, config: () => ({ proof }) }, env);
    const env = { XDG_STATE_HOME: "/state", HOME: "/u" };
    expect(at("/u/.glassbox", env)).toMatch(/^\/state\/glassbox\/glassbox-[0-9a-f]{12}$/);
    expect(at("/u/.glassbox", env)).not.toBe(at("/v/.glassbox", env));
    expect(at("/u/.glassbox", { HOME: "/u" })).toStartWith("/u/.local/state/glassbox/");
    const usb = { checkpoints: "/usb/proofs" };
    expect(at("/u/.glassbox", env, usb)).toMatch(/^\/usb\/proofs\/glassbox-[0-9a-f]{12}$/);
    expect(at("/u/.glassbox", env, usb)).not.toBe(at("/v/.glassbox", env, usb));
    expect(at("/u/.glassbox", env, { checkpoints: "none" })).toBeNull();
  });

  test("may be one folder for several homes, and none is judged by what another has signed", async () => {
    const config = { proof: { checkpoints: join(temporaryFolder(), "shared") } };
    const homes = [newHome(), newHome()];
    for (const turn of ["first", "second"]) {
      for (const { path: home } of homes) {
        await using house = await openHouse({ home, isBare: true, config });
        await writeOverdueRun(house.kernel.ledger, turn, 2);
      }
    }
    for (const { path: home } of homes) {
      const house = await openHouse({ home, isBare: true, config });
      expect(await verdictOf(house)).toMatchObject({
        ok: true,
        faults: [],
        completeness: { verdict: "complete", reasons: [] },
      });
      await house.close();
      // A ledger that was put in its place is still told by what this home has signed.
      rmSync(join(home, "home", "tenants"), { recursive: true });
      const replaced = await openHouse({ home, isBare: true, config });
      expect(await verdictOf(replaced)).toMatchObject({ completeness: { verdict: "incomplete" } });
      await replaced.close();
    }
    for (const home of homes) home[Symbol.dispose]();
  });

  test("is for its owner only, and names whose chain each file is of", async () => {
    using home = newHome();
    const { house, proof } = await withProof(home.path);
    await proof.checkpoint();
    const folder = placeOf(home.path);
    const source = `/default/${house.kernel.ledger.origin}`;
    expect(sourcesWithCheckpoints(folder)).toEqual([source]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, readdirSync(folder)[0]!)).mode & 0o777).toBe(0o600);
    await house.close();
  });

  test("none: nothing is written, and verify says why nobody knows what is complete", async () => {
    await using house = await openHouse({
      isBare: true,
      config: { proof: { checkpoints: "none" } },
    });
    await writeOverdueRun(house.kernel.ledger, "one", 2);
    expect(await verdictOf(house)).toMatchObject({
      ok: true,
      completeness: {
        verdict: "unknown",
        place: null,
        reasons: [expect.stringContaining("says so")],
      },
    });
    expect(existsSync(join(house.home, "checkpoints"))).toBe(false);
  });

  test("that cannot be written stops no run, and verify tells of it", async () => {
    const file = join(temporaryFolder(), "a-file");
    writeFileSync(file, "");
    await using house = await openHouse({ isBare: true, config: { proof: { checkpoints: file } } });
    await writeOverdueRun(house.kernel.ledger, "one", 2);
    let verdict = await verdictOf(house);
    while (verdict.unmade === null) {
      await Bun.sleep(20);
      verdict = await verdictOf(house);
    }
    expect(verdict).toMatchObject({
      ok: true,
      unmade: expect.stringContaining(file),
      completeness: { verdict: "unknown", reasons: [expect.stringContaining("cannot be read")] },
    });
  });

  test("is never given a statement that contradicts the one before", async () => {
    using home = newHome();
    const first = await withProof(home.path);
    await writeOverdueRun(first.house.kernel.ledger, "one", 2);
    await first.house.close();
    const notes = join(placeOf(home.path), readdirSync(placeOf(home.path))[0]!);
    const before = readFileSync(notes);
    const db = new Database(join(home.path, "home/tenants/default/ledger.db"));
    db.run("delete from events where oseq > 9");
    db.close();
    rmSync(join(home.path, "home/tenants/default/tree.blocks"), { force: true });
    const { house, proof } = await withProof(home.path);
    const refused = proof.checkpoint().catch((error: Error) => error);
    expect(await refused).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("does not go on from the last checkpoint"),
    });
    await house.close();
    expect(readFileSync(notes).equals(before)).toBe(true);
  });
});

test("others get checkpoints, paths and checks that fit each other", async () => {
  using home = newHome();
  const { house, proof } = await withProof(home.path);
  await writeOverdueRun(house.kernel.ledger, "one", 3);
  const made = await proof.checkpoint();
  const sealed = [...house.kernel.ledger.sealed()];
  expect(made).toMatchObject({ origin: sealed[0]!.source, size: sealed.length });
  expect(proof.open(made.text, proof.publicKey)).toEqual(made);
  expect(proof.open(made.text, "no key")).toBeNull();
  for (const { oseq, hash } of sealed) {
    const path = proof.inclusion(oseq, made.size);
    expect(proof.includes(hash.toHex(), oseq, path, made)).toBe(true);
    expect(proof.includes(hash.toHex(), oseq + 1, path, made)).toBe(false);
  }
  const path = proof.inclusion(1, made.size);
  for (const hash of ["", "zz", sealed[0]!.hash.toHex().slice(2)])
    expect(proof.includes(hash, 1, path, made)).toBe(false);
  expect(await proof.checkpoint()).toEqual(made);
  expect(notesOf(house)).toHaveLength(1);
  await house.close();
});
