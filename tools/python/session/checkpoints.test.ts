import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Momentary } from "../refusal.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openCheckpoints } from "./checkpoints.ts";

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "checkpoints-test-"));
});
afterEach(() => rmSync(store, { recursive: true }));

const HOUR_MS = 60 * 60 * 1000;

function checkpoint(programs: number, size = 1000): Checkpoint {
  const header = {
    is: "python-checkpoint",
    version: 1,
    image: "base",
    clean: "a".repeat(64),
    fixed: null,
    programs,
  } as const;
  return { header, bytes: new Uint8Array(size).fill(programs) };
}

function unusedFor(id: string, milliseconds: number): void {
  const then = new Date(Date.now() - milliseconds);
  utimesSync(join(store, "checkpoints", id), then, then);
}

test("what is saved is loaded as it was, and the same is kept once", async () => {
  const checkpoints = openCheckpoints(store);
  const id = await checkpoints.save(checkpoint(1));
  expect(await checkpoints.save(checkpoint(1))).toBe(id);
  const loaded = await checkpoints.load("from", id);
  expect(loaded.header).toEqual(checkpoint(1).header);
  expect(Buffer.from(loaded.bytes)).toEqual(Buffer.from(checkpoint(1).bytes));
  expect(readdirSync(join(store, "checkpoints"))).toEqual([id]);
});

test("what is young is never removed to make room: the program is refused before it runs", async () => {
  const checkpoints = openCheckpoints(store, { bytes: 3000, count: 100, keepMs: HOUR_MS });
  for (const n of [1, 2, 3]) await checkpoints.save(checkpoint(n));
  expect(checkpoints.makeRoom(() => new Set())).rejects.toBeInstanceOf(Momentary);
  expect(readdirSync(join(store, "checkpoints"))).toHaveLength(3);
});

test("room is made of the oldest that nobody uses, and of no more than is needed", async () => {
  const checkpoints = openCheckpoints(store, { bytes: 1e9, count: 4, keepMs: HOUR_MS });
  const ids: string[] = [];
  for (const n of [1, 2, 3, 4]) ids.push(await checkpoints.save(checkpoint(n)));
  for (const [index, id] of ids.entries()) unusedFor(id, (10 - index) * HOUR_MS);
  await checkpoints.makeRoom(() => new Set([ids[0] ?? ""]));
  expect(readdirSync(join(store, "checkpoints")).toSorted()).toEqual(
    ids.filter((_, index) => index !== 1).toSorted(),
  );
});

test("a checkpoint that was used is young again", async () => {
  const checkpoints = openCheckpoints(store, { bytes: 1e9, count: 1, keepMs: HOUR_MS });
  const id = await checkpoints.save(checkpoint(1));
  unusedFor(id, 2 * HOUR_MS);
  await checkpoints.load("from", id);
  expect(checkpoints.makeRoom(() => new Set())).rejects.toThrow("no room for another checkpoint");
});
