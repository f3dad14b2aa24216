import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../../bench/support/kernel.ts";
import { call, has } from "../../../bench/support/plan.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Verdict } from "../../proof/verify/verdict.ts";

// Whole files are written anew, on a machine that may be busy.
setDefaultTimeout(60_000);

/** Text that does not compress to nothing, so that its stored form is its own. */
const words = (bytes: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64");

/** Every file below the home, whatever its name. */
function filesBelow(folder: string): Buffer[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [readFileSync(path)];
  });
}

/** Stretches of all that the tables hold in these columns: what is not to be found any more. */
function tracesIn(path: string, ...queries: readonly string[]): Buffer[] {
  using db = new Database(path, { readonly: true });
  return queries.flatMap((query) =>
    db
      .query(query)
      .values()
      .flatMap(([value]) => {
        const bytes = Buffer.from(value as Uint8Array);
        const middle = bytes.length >> 1;
        // The head of a compressed text may be that of another one too.
        return bytes.length < 80 ? [bytes] : [bytes.subarray(middle, middle + 32)];
      }),
  );
}

function leftOf(home: string, traces: readonly Buffer[]): Buffer[] {
  const files = filesBelow(join(home, "home"));
  return traces.filter((trace) => files.some((bytes) => bytes.includes(trace)));
}

const verdictOf = (house: House) =>
  house.call<Verdict & JsonObject>("ledger.verify", { deep: true }) as Promise<Verdict>;

const erase = (house: House, run: string) => house.call("runs.erase", { run });

/** Reads a file that is too large for an event, is given an input, and changes a file; null: the files are there. */
function working(house: House, mark: string, text: string | null = `before ${words(6000)}`) {
  if (text !== null) {
    writeFileSync(join(house.dir, `${mark}-large.txt`), words(60_000));
    writeFileSync(join(house.dir, `${mark}-old.txt`), text);
  }
  const [large, old] = [`${mark}-large.txt`, `${mark}-old.txt`];
  const content = `after ${words(5000)}`;
  const steps = [
    call("read", "files__files_read", { path: large }, { intent: "Read it" }),
    call("write", "files__files_write", { path: old, content }, { intent: "Write it" }),
  ];
  const plan = { goal: `GOAL-${mark}`, steps } as unknown as JsonObject;
  const input = `INPUT-${mark} ${words(9000)}`;
  return house.run(plan, { goal: `GOAL-${mark}`, access: "write", input, yes: true });
}

describe("runs rm --erase", () => {
  test("leaves none of the payloads' bytes below the home, and a chain that verifies", async () => {
    using home = newHome();
    await using house = await openHouse({ home: home.path });
    const { kernel } = house;
    const kept = await working(house, "kept");
    const tenant = join(home.path, "home", "tenants", "default");
    const [ledgerFile, contentsFile] = [join(tenant, "ledger.db"), join(tenant, "contents.db")];
    const earlier = filesBelow(join(home.path, "home"));
    const gone = await working(house, "gone");
    expect([kept.outcome, gone.outcome]).toEqual(["done", "done"]);
    kernel.ledger.saveSnapshot(gone.run, 3, "test", JSON.stringify(house.state(gone.run)));
    const inTree = `branch in (select id from branches
      where root = (select id from names where text = '${gone.run}'))`;
    const found = [
      ...tracesIn(
        ledgerFile,
        `select cast(data as blob) from events where ${inTree} and length(data) > 60`,
        `select salt from events where ${inTree}`,
        "select zstd from blobs",
        "select zstd from snapshots where reducer = 'test'",
      ),
      ...tracesIn(contentsFile, "select bytes from contents"),
      ...["GOAL-gone", "INPUT-gone"].map((text) => Buffer.from(text)),
    ];
    const isNew = (trace: Buffer) => !earlier.some((bytes) => bytes.includes(trace));
    // A few lie across two pages of a file.
    const traces = leftOf(home.path, found.filter(isNew));
    expect(traces.length).toBeGreaterThan(35);

    expect(await erase(house, gone.run)).toMatchObject({ runs: [gone.run], isErased: true });
    expect(leftOf(home.path, traces).map(String)).toEqual([]);
    expect(house.events(gone.run).every(({ data }) => data === null)).toBe(true);
    const verdict = await verdictOf(house);
    expect(verdict).toMatchObject({ ok: true, faults: [] });
    expect(verdict.erased).toBe(house.events(gone.run).length);
    expect(await house.call("run.show", { run: kept.run })).toMatchObject({ run: kept.run });
    await house.close();
    expect(leftOf(home.path, traces).map(String)).toEqual([]);
  });

  test("takes what was restored of its files with it, and the next start has nothing to mend", async () => {
    using home = newHome();
    const text = `before ${words(3000)}`;
    let house = await openHouse({ home: home.path });
    const { run } = await working(house, "undone", text);
    await house.call("run.undo", { of: run });
    expect(readFileSync(join(house.dir, "undone-old.txt"), "utf8")).toBe(text);
    await erase(house, run);
    expect(leftOf(home.path, [Buffer.from("undone-old.txt")])).toEqual([]);
    await house.close();
    house = await openHouse({ home: home.path });
    expect(await verdictOf(house)).toMatchObject({ ok: true, faults: [] });
    expect([...house.kernel.ledger.query({ types: ["plugin.failed"] })]).toEqual([]);
    await house.close();
  });

  test("keeps what another run names too", async () => {
    await using house = await openHouse();
    const [one, two] = [await working(house, "same"), await working(house, "same", null)];
    const named = (run: string) =>
      house
        .events(run)
        .flatMap(({ data }) => (typeof data?.["whole"] === "string" ? data["whole"] : []));
    expect(named(one.run)).toEqual(named(two.run));
    await erase(house, one.run);
    expect(house.kernel.ledger.getBlob(named(two.run)[0]!)).not.toBeNull();
    expect(await verdictOf(house)).toMatchObject({ ok: true, faults: [] });
  });

  test("is refused for a run that is not over, and for a part of a tree", async () => {
    await using house = await openHouse();
    const ask = { question: "Which?", schema: { type: "string" } };
    const look = { intent: "Look", expect: [has("truncated", false)] };
    const child = {
      goal: "child",
      steps: [call("c", "files__files_glob", { pattern: "*" }, { ...look })],
    };
    const steps = [
      { id: "child", intent: "Begin it", do: { run: { goal: "child", plan: child } } },
      { id: "ask", intent: "Ask", do: { ask }, after: ["child"] },
    ];
    const { run } = await house.run({ goal: "ask", steps } as unknown as JsonObject, {
      goal: "ask",
    });
    const below = house.kernel.ledger.branches({ root: run }).find(({ id }) => id !== run)!.id;
    expect(erase(house, run)).rejects.toMatchObject({ code: "conflict" });
    await house.call("run.stop", { run, now: true });
    await house.settled(run);
    expect(erase(house, below)).rejects.toMatchObject({
      code: "usage",
      hint: `glassbox runs rm ${run} --erase`,
    });
    const dryRun = await house.call("runs.erase", { run, dryRun: true });
    expect(dryRun).toMatchObject({ runs: [run, below], isErased: false });
    expect(house.state(below).goal?.text).toBe("child");
    await house.call("runs.remove", { run });
    expect(await erase(house, run)).toMatchObject({ runs: [run, below], isErased: true });
    expect(house.events(below).every(({ data }) => data === null)).toBe(true);
    expect(await house.call("runs.list", {})).toEqual({ runs: [] });
  });

  test("is ended at the next start when the kernel died over it", async () => {
    using home = newHome();
    let house = await openHouse({ home: home.path });
    const { run } = await working(house, "half");
    const { ledger } = house.kernel;
    const stream = { subject: "tenant/default", branch: `tenant/default@${ledger.origin}` };
    const data = { root: run, runs: [run], besides: [] };
    await ledger.append([{ ...stream, type: "runs.erasing", actor: "person", data }]);
    await house.close();
    house = await openHouse({ home: home.path });
    expect(house.events(run).every((event) => event.data === null)).toBe(true);
    expect(await verdictOf(house)).toMatchObject({ ok: true, faults: [] });
    const rows = house.kernel.ledger.lastRow();
    await house.close();
    house = await openHouse({ home: home.path });
    // `kernel.stopped` and `kernel.started`, and no second end of it.
    expect(house.kernel.ledger.lastRow()).toBe(rows + 2);
    await house.close();
  });
});

test("an erasure that nobody asked for is a fault, at the event that lost its payload", async () => {
  await using house = await openHouse();
  const { run } = await working(house, "robbed");
  const event = house.events(run)[4]!;
  house.kernel.ledger.erase(event.id);
  const { ok, faults } = await verdictOf(house);
  const what = "the payload was erased, and nobody asked for it";
  expect({ ok, faults }).toEqual({
    ok: false,
    faults: [{ oseq: event.oseq, origin: event.source, what }],
  });
});
