import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { verify } from "../verify.ts";
import type * as support from "../ledger.ts";
import { codeOf, note, numbers, run, writeRun } from "../ledger.ts";
import { temporaryFolder } from "../test-folder.ts";
import type { LedgerEvent } from "../../../kernel/event.ts";
import { foldRun } from "../../../kernel/fold/run.ts";
import { initialRunState } from "../../../kernel/fold/run-state.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";

/** What every ledger promises to those who read, follow, keep and erase. */
export function promisesToReaders(open: support.OpenLedger): void {
  let dir: string;
  let ledger: Ledger;
  beforeEach(async () => {
    dir = temporaryFolder();
    ledger = await open({ dir });
  });
  afterEach(() => ledger.close());

  async function reopen(): Promise<void> {
    await ledger.close();
    ledger = await open({ dir });
  }

  describe("branches are rows", () => {
    test("a fork shares what was there and goes on counting", async () => {
      await writeRun(ledger, 4);
      const [event] = await ledger.append(
        [note("fork", { n: "mine" })],
        [run("fork", { branch: "r", at: 2 })],
      );
      await ledger.append([note("r", { n: 5 })]);
      expect(event!.bseq).toBe(3);
      expect(numbers(ledger.readBranch("fork"))).toEqual([1, 2, "mine"]);
      expect(numbers(ledger.readBranch("r"))).toEqual([1, 2, 3, 4, 5]);
      expect(ledger.branch("fork")).toMatchObject({ parent: "r", at: 2, length: 3, root: "r" });
      expect(numbers(ledger.readTree("r"))).toEqual([1, 2, 3, 4, "mine", 5]);
      expect(ledger.branches({ root: "r" }).map((branch) => branch.id)).toEqual(["r", "fork"]);
      expect(ledger.branches({ root: "nowhere" })).toEqual([]);
      expect(ledger.branches({ subjectPrefix: "tenant/" })).toHaveLength(1);
    });

    test("a fork of a fork before its own start reads through all parents", async () => {
      await writeRun(ledger, 4);
      await ledger.append([note("a", { n: "a" })], [run("a", { branch: "r", at: 3 })]);
      await ledger.append([note("b", { n: "b" })], [run("b", { branch: "a", at: 2 })]);
      expect(numbers(ledger.readBranch("b"))).toEqual([1, 2, "b"]);
      expect(numbers(ledger.readBranch("b", { from: 2, to: 2 }))).toEqual([2]);
      await reopen();
      expect(numbers(ledger.readBranch("b"))).toEqual([1, 2, "b"]);
      expect(verify(ledger).ok).toBe(true);
    });

    test("two hundred nested forks read the same as one branch", async () => {
      await writeRun(ledger, 1);
      for (let at = 1; at <= 200; at++) {
        const parent = at === 1 ? "r" : `f${at - 1}`;
        const fork = run(`f${at}`, { branch: parent, at });
        await ledger.append([note(fork.id, { n: at + 1 })], [fork]);
      }
      const all = Array.from({ length: 201 }, (_, index) => index + 1);
      expect(numbers(ledger.readBranch("f200"))).toEqual(all);
      expect(Array.from(ledger.readBranch("f200"), (event) => event.bseq)).toEqual(all);
      expect(verify(ledger).ok).toBe(true);
    });

    test("a branch id is given once, and a fork starts at an event there is", async () => {
      await writeRun(ledger, 2);
      await ledger.append([], [run("x", { branch: "r", at: 1 })]);
      expect(await codeOf(ledger.append([], [run("x")]))).toBe("conflict");
      for (const at of [0, 3, 1.5, Number.NaN]) {
        const fork = run("y", { branch: "r", at });
        expect(await codeOf(ledger.append([], [fork]))).toBe("usage");
      }
      const orphan = run("y", { branch: "nowhere", at: 1 });
      expect(await codeOf(ledger.append([], [orphan]))).toBe("not_found");
      expect(ledger.branch("y")).toBeNull();
      expect([...ledger.readBranch("y")]).toEqual([]);
    });

    test("a stream that is no run opens its branch with its first event", async () => {
      await ledger.append([{ ...note("server/files@x"), subject: "server/files" }]);
      expect(ledger.branch("server/files@x")).toMatchObject({ subject: "server/files", length: 1 });
      expect(await codeOf(ledger.append([note("unopened")]))).toBe("not_found");
    });
  });

  describe("reading", () => {
    test("a query takes a cursor, a subject, types, a limit and an order", async () => {
      const events = await writeRun(ledger, 5);
      await ledger.append([note("r", { count: 1 }, "test.counted")]);
      const afterRow = events[1]!.row;
      expect(numbers(ledger.query({ afterRow, subject: "run/r", limit: 2 }))).toEqual([3, 4]);
      expect([...ledger.query({ types: ["test.counted"] })]).toHaveLength(1);
      expect([...ledger.query({ types: ["test.unheard"] })]).toEqual([]);
      expect([...ledger.query({ subject: "run/unheard" })]).toEqual([]);
      const [newest] = ledger.query({ newestFirst: true, limit: 1 });
      expect(newest!.row).toBe(ledger.lastRow());
      const counted = ledger.readBranch("r", { types: ["test.counted"] });
      expect(Array.from(counted, (event) => event.bseq)).toEqual([6]);
    });

    test("readers that take turns, stop half way or meet a writer do not disturb each other", async () => {
      await writeRun(ledger, 4);
      await ledger.append([], [run("f", { branch: "r", at: 3 })]);
      const [one, two] = [ledger.readBranch("r"), ledger.readBranch("f")].map((events) =>
        events[Symbol.iterator](),
      );
      const seen: unknown[] = [];
      for (let turn = 0; turn < 3; turn++) {
        seen.push(one!.next().value?.data.n, two!.next().value?.data.n);
        await ledger.append([note("f", { n: "later" })]);
      }
      expect(seen).toEqual([1, 1, 2, 2, 3, 3]);
      one!.return!();
      two!.return!();
      for (const event of ledger.query({})) if (event.bseq === 1) break;
      await reopen();
      expect(ledger.branch("f")?.length).toBe(6);
    });
  });

  describe("following", () => {
    async function collect(subject: string | undefined, afterRow: number, wanted: number) {
      const stop = new AbortController();
      const seen: LedgerEvent[] = [];
      const query = { afterRow, signal: stop.signal, ...(subject ? { subject } : {}) };
      for await (const event of ledger.follow(query)) {
        seen.push(event);
        if (seen.length === wanted) stop.abort();
      }
      return seen;
    }

    test("from a cursor through concurrent appends: none missing, none twice, ends on abort", async () => {
      const [, second] = await writeRun(ledger, 1200);
      await ledger.append([], [run("other")]);
      const followers = [
        collect(undefined, 0, 1 + 1200 + 300),
        collect("run/r", second!.row, 1198 + 200),
        collect("run/other", 0, 100),
      ];
      for (let n = 0; n < 100; n++) {
        const other = { ...note("other", { n }), subject: "run/other" };
        await Promise.all([ledger.append([note("r"), note("r")]), ledger.append([other])]);
      }
      const [everything, ofRun, ofOther] = await Promise.all(followers);
      expect(everything).toEqual([...ledger.query({})]);
      expect(ofRun).toEqual([...ledger.query({ subject: "run/r", afterRow: second!.row })]);
      expect(ofOther).toEqual([...ledger.query({ subject: "run/other" })]);
    });

    test("an aborted follower ends also while it waits", async () => {
      const stop = new AbortController();
      const waiting = Array.fromAsync(ledger.follow({ afterRow: 0, signal: stop.signal }));
      await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      expect(await waiting).toHaveLength(1);
      expect(await Array.fromAsync(ledger.follow({ afterRow: 0, signal: stop.signal }))).toEqual(
        [],
      );
    });
  });

  describe("what lies beside the chain", () => {
    test("blobs are kept once, under their SHA-256", async () => {
      const bytes = Buffer.from("ä".repeat(50_000));
      const hash = ledger.putBlob(bytes);
      expect(hash).toBe(new Bun.CryptoHasher("sha256").update(bytes).digest("hex"));
      expect(ledger.putBlob(Buffer.from(bytes))).toBe(hash);
      const empty = ledger.putBlob(new Uint8Array());
      await reopen();
      expect(Buffer.compare(ledger.getBlob(hash)!, bytes)).toBe(0);
      expect(ledger.getBlob(empty)).toHaveLength(0);
      expect(ledger.getBlob("00".repeat(32))).toBeNull();
    });

    test("payloads of any size come back equal", async () => {
      const data = [0, 8_180, 8_192, 8_193, 300_000].map((size) => ({ n: "é".repeat(size) }));
      await ledger.append(
        data.map((one) => note("r", one)),
        [run("r")],
      );
      await reopen();
      expect(Array.from(ledger.readBranch("r"), (event) => event.data)).toEqual(data);
      expect(verify(ledger).ok).toBe(true);
    });

    test("the nearest snapshot before a point is found, also in the shared part of a parent", async () => {
      await writeRun(ledger, 6);
      await ledger.append([], [run("f", { branch: "r", at: 4 })]);
      for (const at of [2, 4, 6]) ledger.saveSnapshot("r", at, "one", `state ${at}`);
      expect(ledger.snapshotBefore("r", 5, "one")).toEqual({ at: 4, state: "state 4" });
      expect(ledger.snapshotBefore("f", 100, "one")).toEqual({ at: 4, state: "state 4" });
      expect(ledger.snapshotBefore("f", 3, "one")).toEqual({ at: 2, state: "state 2" });
      expect(ledger.snapshotBefore("r", 1, "one")).toBeNull();
      expect(ledger.snapshotBefore("r", 6, "another reducer")).toBeNull();
      expect(ledger.snapshotBefore("nowhere", 6, "one")).toBeNull();
      expect(verify(ledger).ok).toBe(true);
    });
  });

  describe("erasing", () => {
    test("the payload is gone, the event and the chain stay, folds go on", async () => {
      const [, second] = await writeRun(ledger, 3);
      ledger.saveSnapshot("r", 3, "one", "knows the payload");
      const { head } = verify(ledger);
      ledger.erase(second!.id, "no such event");
      expect(ledger.get(second!.id)).toEqual({ ...second!, data: null });
      expect(ledger.snapshotBefore("r", 3, "one")).toBeNull();
      expect(verify(ledger)).toMatchObject({ ok: true, erased: 1, events: 4, head });
      const exported = ledger.toCloudEvent(second!);
      expect(exported).toHaveProperty("datahash");
      expect(exported).not.toHaveProperty("data");
      expect(exported).not.toHaveProperty("salt");
      let state = initialRunState("r");
      for (const event of ledger.readBranch("r")) state = foldRun(state, event, new Map());
      expect(state.bseq).toBe(3);
      await ledger.append([note("r", { n: 4 })]);
      await reopen();
      expect(numbers(ledger.readBranch("r"))).toEqual([1, undefined, 3, 4]);
      expect(verify(ledger)).toMatchObject({ ok: true, erased: 1 });
    });

    test("two events with the same large payload are erased one by one", async () => {
      const data = { n: "same".repeat(10_000) };
      const [one, two] = await ledger.append([note("r", data), note("r", data)], [run("r")]);
      ledger.erase(one!.id);
      expect(ledger.get(two!.id)?.data).toEqual(data);
      expect(verify(ledger)).toMatchObject({ ok: true, erased: 1 });
      ledger.erase(two!.id);
      expect(verify(ledger)).toMatchObject({ ok: true, erased: 2 });
    });
  });
}
