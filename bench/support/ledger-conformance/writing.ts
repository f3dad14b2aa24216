import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { z } from "zod";

import { verify } from "../verify.ts";
import * as support from "../ledger.ts";
import { codeOf, note, numbers, run, writeRun } from "../ledger.ts";
import { temporaryFolder } from "../test-folder.ts";
import type { LedgerEvent } from "../../../kernel/event.ts";
import { defineEventType } from "../../../kernel/vocabulary.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";

/** What every ledger promises to those who write. */
export function promisesToWriters(open: support.OpenLedger): void {
  let dir: string;
  let ledger: Ledger;
  beforeEach(async () => {
    dir = temporaryFolder();
    ledger = await open({ dir });
  });
  afterEach(() => ledger.close());

  async function reopen(types = support.testTypes()): Promise<void> {
    await ledger.close();
    ledger = await open({ dir, types });
  }

  describe("appending", () => {
    test("events come back in branch order, with the place they were given", async () => {
      const written = await writeRun(ledger, 3);
      expect(written.map((event) => event.bseq)).toEqual([1, 2, 3]);
      expect([...ledger.readBranch("r")]).toEqual([...written]);
      expect(ledger.get(written[1]!.id)).toEqual(written[1]!);
      expect(numbers(ledger.readBranch("r", { from: 2, to: 2 }))).toEqual([2]);
      expect(ledger.get("no such event")).toBeNull();
    });

    test("every attribute of a draft is kept", async () => {
      const draft = {
        ...note("r", { "": ["ä\u0000\u{1f600}", -0.5, null, { nested: true }] }),
        actor: "client/x",
        onbehalfof: "person",
        cause: "earlier",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      };
      const [event] = await ledger.append([draft], [run("r")]);
      await reopen();
      expect(ledger.get(event!.id)).toEqual(event!);
      expect(event).toMatchObject(draft);
      expect(event!.source).toBe(`/home/${ledger.origin}`);
    });

    test("what a caller changes after appending is not in the ledger", async () => {
      const data = { list: [1] };
      const pending = ledger.append([note("r", data)], [run("r")]);
      const [event] = await pending;
      data.list.push(2);
      expect(event!.data).toEqual({ list: [1] });
    });

    test("a hundred appends of one turn resolve in order", async () => {
      await writeRun(ledger, 1);
      const order: number[] = [];
      const appends = Array.from({ length: 100 }, (_, index) =>
        ledger.append([note("r", { n: index })]).then(([event]) => {
          order.push(index);
          return event!.bseq;
        }),
      );
      const places = await Promise.all(appends);
      expect(places).toEqual(Array.from({ length: 100 }, (_, index) => index + 2));
      expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
    });

    test("a bad append among good ones is taken back alone", async () => {
      await writeRun(ledger, 1);
      const appends = [
        ledger.append([note("r", { n: 2 })]),
        ledger.append([note("r", { n: "lost" }), note("nowhere")]),
        ledger.append([note("r", { n: 3 })]),
        ledger.append([note("r", { n: "lost" })], [run("r")]),
        ledger.append([note("r", { n: "lost", wrong: 1n as never })]),
        ledger.append([note("r", { n: 4 })]),
      ];
      expect(await Promise.all(appends.map(codeOf))).toEqual([
        "no error",
        "not_found",
        "no error",
        "conflict",
        "ledger",
        "no error",
      ]);
      expect(numbers(ledger.readBranch("r"))).toEqual([1, 2, 3, 4]);
      expect(verify(ledger).faults).toEqual([]);
    });

    test("events of one append stand side by side", async () => {
      await ledger.append([], [run("a"), run("b")]);
      const appends = Array.from({ length: 20 }, (_, index) => {
        const branch = index % 2 ? "a" : "b";
        return ledger.append([note(branch), support.seal(branch), note(branch)]);
      });
      for (const [first, second, third] of await Promise.all(appends)) {
        expect(second!.oseq - first!.oseq).toBe(1);
        expect(third!.oseq - second!.oseq).toBe(1);
      }
    });

    test("a payload against its schema is refused and nothing is written", async () => {
      const before = [...ledger.query({})];
      const wrong = [note("r"), note("r", { count: "two" }, "test.counted")];
      const failure = await ledger.append(wrong, [run("r")]).catch((error: Error) => error);
      expect(String(failure)).toContain("count");
      expect(await codeOf(ledger.append([note("r", {}, "test.unheard")]))).toBe("internal");
      expect([...ledger.query({})]).toEqual(before);
      expect(ledger.branch("r")).toBeNull();
    });

    test("half a character is kept in a payload and refused in an attribute", async () => {
      const [event] = await ledger.append([note("r", { n: "\ud83d" })], [run("r")]);
      const wrong = { ...note("r"), actor: "client/\ud83d" };
      const failure = await ledger.append([wrong]).catch((error: Error) => error);
      expect(failure).toMatchObject({ code: "usage", message: expect.stringContaining("actor") });
      expect(ledger.get(event!.id)?.data).toEqual({ n: "\ud83d" });
      expect(verify(ledger).ok).toBe(true);
    });

    test("what is committed is heard once, in order, also next to a listener that left", async () => {
      const heard: LedgerEvent[] = [];
      ledger.onCommit(() => heard.length)();
      ledger.onCommit((events) => heard.push(...events));
      await Promise.all([writeRun(ledger, 2), codeOf(ledger.append([note("nowhere")]))]);
      expect(numbers(heard)).toEqual([1, 2]);
    });

    test("after closing nothing is taken, what was waiting is written", async () => {
      const waiting = writeRun(ledger, 1);
      await ledger.close();
      expect(await waiting).toHaveLength(1);
      expect(await codeOf(ledger.append([note("r")]))).toBe("ledger");
      ledger = await open({ dir });
      expect(numbers(ledger.readBranch("r"))).toEqual([1]);
    });
  });

  describe("the chain", () => {
    test("each ledger has an origin and a chain of its own, opened by its key", async () => {
      const other = await open({ dir: temporaryFolder() });
      await Promise.all([writeRun(ledger, 2), writeRun(other, 3)]);
      expect(other.origin).not.toBe(ledger.origin);
      for (const [one, events] of [
        [ledger, 3],
        [other, 4],
      ] as const) {
        expect(verify(one)).toMatchObject({ ok: true, events, origins: 1, erased: 0 });
        const [first] = one.query({ limit: 1 });
        expect(first).toMatchObject({ type: "origin.opened", oseq: 1 });
        expect(first!.data).toMatchObject({ origin: one.origin });
        expect([...one.query({})].map((event) => event.source)).toEqual(
          Array.from({ length: events }, () => `/home/${one.origin}`),
        );
      }
      expect(verify(other).head).not.toBe(verify(ledger).head);
      await other.close();
    });

    test("opening again goes on where the chain was", async () => {
      await writeRun(ledger, 2);
      const { origin, epoch } = ledger;
      const { head } = verify(ledger);
      await reopen();
      expect(verify(ledger).head).toBe(head);
      expect(ledger.origin).toBe(origin);
      expect(ledger.epoch).toBe(epoch + 1);
      const [event] = await ledger.append([note("r")]);
      expect(event).toMatchObject({ oseq: 4, bseq: 3 });
      expect(verify(ledger).ok).toBe(true);
    });
  });

  describe("versions of types", () => {
    const second = defineEventType({
      type: "test.noted",
      version: 2,
      schema: z.looseObject({ unit: z.string() }),
      upcasters: { 1: (data) => ({ ...data, unit: "m" }) },
    });

    test("an older version is read through its upcaster, its bytes stay", async () => {
      const [event] = await writeRun(ledger, 1);
      const before = ledger.toCloudEvent(event!);
      await reopen(support.typesWith(second));
      const lifted = ledger.get(event!.id)!;
      expect(lifted).toMatchObject({ version: 2, storedVersion: 1, data: { n: 1, unit: "m" } });
      expect(ledger.toCloudEvent(lifted)).toEqual(before);
      const [newer] = await ledger.append([note("r", { unit: "km" })]);
      expect(newer).toMatchObject({ version: 2, storedVersion: 2 });
      expect(verify(ledger).ok).toBe(true);
    });

    test("a type of an absent plugin is read, verified and exported, and not written", async () => {
      const [event] = await writeRun(ledger, 1);
      const before = ledger.toCloudEvent(event!);
      await reopen(support.typesWith());
      expect(ledger.get(event!.id)).toEqual(event!);
      expect(ledger.toCloudEvent(event!)).toEqual(before);
      expect(verify(ledger).ok).toBe(true);
      expect(await codeOf(ledger.append([note("r")]))).toBe("internal");
    });
  });

  describe("one writer", () => {
    test("a stale lease holder cannot write", async () => {
      await writeRun(ledger, 1);
      const newer = await open({ dir });
      expect(newer.epoch).toBe(ledger.epoch + 1);
      expect(await codeOf(ledger.append([note("r")]))).toBe("fenced");
      const [event] = ledger.readBranch("r");
      expect(() => ledger.erase(event!.id)).toThrow("another kernel");
      expect(() => ledger.putBlob(Buffer.from("late"))).toThrow("another kernel");
      expect(() => ledger.saveSnapshot("r", 1, "late", "{}")).toThrow("another kernel");
      expect(numbers(newer.readBranch("r"))).toEqual([1]);
      await newer.append([note("r", { n: 2 })]);
      expect(verify(newer)).toMatchObject({ ok: true, events: 3, erased: 0 });
      await newer.close();
    });

    test("a branch that another epoch claimed is closed to this one", async () => {
      const claim = (epoch: number) => note("r", { origin: ledger.origin, epoch }, "run.claimed");
      await ledger.append([claim(ledger.epoch), note("r")], [run("r")]);
      await ledger.append([claim(ledger.epoch + 1)]);
      expect(ledger.branch("r")).toMatchObject({
        ownerOrigin: ledger.origin,
        ownerEpoch: ledger.epoch + 1,
        length: 3,
      });
      expect(await codeOf(ledger.append([note("r")]))).toBe("fenced");
      await ledger.append([claim(ledger.epoch), note("r")]);
      expect(ledger.branch("r")?.length).toBe(5);
    });
  });
}
