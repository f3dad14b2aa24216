import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { note, openSqlite, run, seal } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { KernelError } from "../error.ts";
import type { EventDraft } from "../event.ts";
import type { Ledger } from "./index.ts";

const canMount = process.platform === "linux" && process.getuid?.() === 0;
const disk = temporaryFolder();
const ballast = join(disk, "ballast");

/** Takes all the room that is left but `spare` bytes. */
function fillDisk(spare: number): void {
  for (let size = 4 << 20; size >= 1024; size >>= 1) {
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
    } catch (error) {
      if (!String(error).includes("ENOSPC")) throw error;
    }
  }
  const taken = Bun.file(ballast).size;
  if (spare > 0) writeFileSync(ballast, Buffer.alloc(Math.max(0, taken - spare)));
}

const bytes = (size: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(size))).toString("base64");

/** Appends until the disk is full; gives back what was acknowledged and the refusal. */
async function appendUntilFull(ledger: Ledger, draft: (size: number) => EventDraft) {
  const acknowledged: string[] = [];
  for (let n = 0; n < 5000; n++) {
    const group = [200, 3000, 15_000].map((size) => ledger.append([draft(size), draft(100)]));
    const outcomes = await Promise.allSettled(group);
    for (const outcome of outcomes) {
      if (outcome.status === "fulfilled") acknowledged.push(...outcome.value.map(({ id }) => id));
    }
    const refused = outcomes.find((outcome) => outcome.status === "rejected");
    if (refused) return { acknowledged, failure: refused.reason as KernelError };
  }
  throw new Error("the disk never got full");
}

describe.skipIf(!canMount)("a full disk (skipped: only root can mount a small one)", () => {
  beforeAll(() => {
    const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]);
    expect(mounted.stderr.toString()).toBe("");
  });
  // Works only when every ledger has let go of its files.
  afterAll(() => {
    expect(Bun.spawnSync(["umount", disk]).stderr.toString()).toBe("");
  });

  for (const [kind, draft] of Object.entries({
    plain: (size: number) => note("r", { text: bytes(size) }),
    barrier: (size: number) => seal("r", { text: bytes(size) }),
  })) {
    for (const spare of [0, 5_000, 40_000, 300_000]) {
      test(`${kind} events, ${spare} bytes left: refused with the mend, nothing acknowledged is lost`, async () => {
        const dir = join(disk, `${kind}-${spare}`);
        mkdirSync(dir);
        let ledger = await openSqlite({ dir });
        const [first] = await ledger.append([draft(10)], [run("r")]);
        fillDisk(spare);
        const { acknowledged, failure } = await appendUntilFull(ledger, draft);
        acknowledged.push(first!.id);
        expect(failure).toMatchObject({ name: "KernelError", code: "ledger" });
        expect(failure.message).toContain("disk is full");
        expect(failure.hint).toContain("free some space");
        expect(ledger.get(first!.id)).toEqual(first!);
        expect(verify(ledger)).toMatchObject({ ok: true, events: acknowledged.length + 1 });

        rmSync(ballast);
        const [later] = await ledger.append([draft(10)]);
        acknowledged.push(later!.id);
        fillDisk(0);
        acknowledged.push(...(await appendUntilFull(ledger, draft)).acknowledged);
        await ledger.close();
        rmSync(ballast);
        ledger = await openSqlite({ dir });
        const kept = new Set(Array.from(ledger.query({}), (event) => event.id));
        expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
        expect(verify(ledger)).toMatchObject({ ok: true, events: acknowledged.length + 1 });
        await ledger.close();
        rmSync(dir, { recursive: true });
      });
    }
  }

  test("blobs, snapshots, erasure and opening are refused in the same words", async () => {
    const dir = join(disk, "others");
    const ledger = await openSqlite({ dir });
    const [event] = await ledger.append([note("r", { text: bytes(3000) })], [run("r")]);
    fillDisk(0);
    const refusal = expect.objectContaining({
      code: "ledger",
      message: expect.stringContaining("disk is full"),
    });
    const noise = bytes(200_000);
    expect(() => ledger.putBlob(Buffer.from(noise))).toThrow(refusal);
    expect(() => ledger.saveSnapshot("r", 1, "test", noise)).toThrow(refusal);
    expect(await openSqlite({ dir: join(disk, "new") }).catch((error: Error) => error)).toEqual(
      refusal,
    );
    rmSync(ballast);
    ledger.erase(event!.id);
    expect(ledger.getBlob(ledger.putBlob(Buffer.from(noise)))).not.toBeNull();
    expect(verify(ledger)).toMatchObject({ ok: true, erased: 1 });
    await ledger.close();
  });
});
