import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Sealed, verifySegment } from "./index.ts";
import {
  answered,
  asked,
  EVERYTHING,
  testFolder,
  type TestWire,
  testWire,
  until,
} from "./testing.ts";

const recordedOf = ({ segment, root, entries }: Sealed, blanked = 0) => ({
  segment,
  root,
  entries,
  blanked,
});

function change(wire: TestWire, { segment }: Sealed, edit: (text: string) => string): void {
  const path = join(wire.dir, `${segment}.jsonl.zst`);
  const text = new TextDecoder().decode(Bun.zstdDecompressSync(readFileSync(path)));
  const changed = edit(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, Bun.zstdCompressSync(changed));
}

const swap = (lines: string[], a: number, b: number) => {
  [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  return lines.join("\n");
};

describe("a segment", () => {
  test("is sealed when it is large enough, when it is old enough, and at the end", async () => {
    await using wire = testWire({ limits: { segmentBytes: 20_000, segmentMs: 150 } });
    for (let id = 1; id <= 100; id += 1) {
      wire.record(asked(id));
      if (id % 10 === 0) await wire.flush();
    }
    const bySize = wire.sealed.length;
    expect(bySize).toBeGreaterThan(1);
    wire.record(asked(101));
    await until(() => wire.sealed.length > bySize);
    wire.record(asked(102));
    await wire.close();
    expect(wire.sealed.reduce((sum, { entries }) => sum + entries, 0)).toBe(102);
    expect(readdirSync(wire.dir).every((name) => name.endsWith(".jsonl.zst"))).toBe(true);
    const segments = wire.sealed.map(({ segment }) => segment);
    expect(segments).toEqual(segments.toSorted());
    for (const sealed of wire.sealed) {
      expect(await verifySegment(wire.dir, recordedOf(sealed))).toBeNull();
      expect(sealed.from <= sealed.to).toBe(true);
    }
  });

  const tampers: [string, (lines: string[]) => string][] = [
    ["a changed word", (lines) => lines.join("\n").replace("message 3", "message 4")],
    ["a changed time", (lines) => lines.join("\n").replace(/"at":"\d{4}/, '"at":"1999')],
    ["a line that is gone", (lines) => lines.toSpliced(2, 1).join("\n")],
    ["the last lines that are gone", (lines) => `${lines.slice(0, 3).join("\n")}\n`],
    ["two that changed places", (lines) => swap(lines, 2, 3)],
    ["one that is there twice", (lines) => lines.toSpliced(2, 0, lines[2]!).join("\n")],
    ["half a line", (lines) => lines.join("\n").slice(0, -20)],
    [
      "a message that nobody erased and is gone",
      (lines) =>
        lines
          .join("\n")
          .replace(/"salt":"[0-9a-f]+","message":.*\}/, '"salt":null,"message":null}'),
    ],
  ];
  for (const [name, tamper] of tampers) {
    test(`does not hold with ${name}`, async () => {
      await using wire = testWire();
      for (let id = 1; id <= 5; id += 1) wire.record(asked(id));
      await wire.seal();
      const [sealed] = wire.sealed;
      change(wire, sealed!, (text) => tamper(text.split("\n")));
      expect(await verifySegment(wire.dir, recordedOf(sealed!))).toBeString();
    });
  }

  test("that is no file of ours any more, or none at all, is told apart", async () => {
    await using wire = testWire();
    wire.record(asked(1));
    await wire.seal();
    const [sealed] = wire.sealed;
    writeFileSync(join(wire.dir, `${sealed!.segment}.jsonl.zst`), "nonsense");
    expect(await verifySegment(wire.dir, recordedOf(sealed!))).toContain("cannot be read");
    const gone = { ...recordedOf(sealed!), segment: "0000000000000-00000000" };
    expect(await verifySegment(wire.dir, gone)).toBe("missing");
  });

  test("of a process that was killed is cut at its torn end, sealed, and holds", async () => {
    using folder = testFolder();
    const dir = join(folder.path, "wire");
    const fixture = join(import.meta.dir, "fixture-recorder.ts");
    const child = Bun.spawn([process.execPath, fixture, dir], { stdout: "pipe" });
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGKILL");
    await child.exited;
    const [open] = readdirSync(dir).filter((name) => name.endsWith(".jsonl"));
    const path = join(dir, open!);
    const whole = readFileSync(path, "utf8").split("\n").length - 1;
    writeFileSync(path, '{"n":9999,"at":"2026-', { flag: "a" });
    writeFileSync(join(dir, "1700000000000-00000000.jsonl.zst.new"), "half");
    writeFileSync(join(dir, "1700000000000-00000001.jsonl"), '{"segment":"17000');

    await using wire = testWire({ dir });
    await wire.settle(new Set());
    expect(readdirSync(dir).every((name) => name.endsWith(".jsonl.zst"))).toBe(true);
    const last = wire.sealed.at(-1)!;
    expect(last.entries).toBeGreaterThanOrEqual(Math.min(whole - 1, 1));
    for (const sealed of wire.sealed)
      expect(await verifySegment(dir, recordedOf(sealed))).toBeNull();
    wire.record(asked(1));
    const entries = await wire.read(EVERYTHING);
    expect(entries.at(-1)!.segment > last.segment).toBe(true);
    expect(entries.length).toBe(wire.sealed.reduce((sum, { entries: n }) => sum + n, 1));
  });

  test("is looked through while others work", async () => {
    await using wire = testWire({ limits: { segmentBytes: 64_000_000 } });
    const text = "x".repeat(20_000);
    for (let id = 1; id <= 400; id += 1) {
      wire.record(asked(id, { arguments: { text: `${id} ${text}` } }));
      if (id % 20 === 0) await wire.flush();
    }
    await wire.close();
    let turns = 0;
    const other = setInterval(() => void (turns += 1));
    expect(await verifySegment(wire.dir, recordedOf(wire.sealed[0]!))).toBeNull();
    clearInterval(other);
    expect(turns).toBeGreaterThan(3);
  });

  test("that nobody could be told of is told of at the next start, and only then", async () => {
    using folder = testFolder();
    const dir = join(folder.path, "wire");
    const lost = testWire({ dir, onSealed: () => Promise.reject(new Error("no ledger")) });
    lost.record(asked(1));
    await lost.close();
    expect(lost.troubles).toEqual(["a sealed segment is not on record: no ledger"]);
    await using wire = testWire({ dir });
    await wire.settle(new Set());
    expect(wire.sealed).toHaveLength(1);
    expect(await verifySegment(dir, recordedOf(wire.sealed[0]!))).toBeNull();
    await using again = testWire({ dir });
    await again.settle(new Set([wire.sealed[0]!.segment]));
    expect(again.sealed).toEqual([]);
  });
});

describe("retention", () => {
  const old = (days: number) => `${Date.now() - days * 86_400_000}-0000000${days}`;
  const put = (dir: string, days: number, bytes = 1000) => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${old(days)}.jsonl.zst`), Buffer.alloc(bytes));
  };

  test("lets the oldest go, whole segments, those that are too old and those that are too many", async () => {
    using folder = testFolder();
    const dir = join(folder.path, "wire");
    for (const days of [9, 8, 3, 2, 1]) put(dir, days, 600_000);
    await using wire = testWire({ dir, keep: () => ({ days: 7, megabytes: 1.5 }) });
    await wire.retain();
    // The one of eight days ago holds messages of up to three days ago.
    expect(wire.released).toMatchObject([
      { reason: "age", segments: [expect.stringMatching(/9$/)], bytes: 600_000 },
      { reason: "size", segments: [expect.stringMatching(/8$/), expect.stringMatching(/3$/)] },
    ]);
    expect(readdirSync(dir)).toHaveLength(2);
  });

  test("keeps what it could not announce", async () => {
    using folder = testFolder();
    const dir = join(folder.path, "wire");
    put(dir, 9);
    const onReleasing = () => Promise.reject(new Error("no ledger"));
    await using wire = testWire({ dir, onReleasing });
    const keep = { days: 1, megabytes: 1 };
    await using other = testWire({ dir, onReleasing, keep: () => keep });
    await other.retain();
    await wire.retain();
    expect(readdirSync(dir)).toHaveLength(1);
    expect(other.troubles).toEqual(["old segments were not let go: no ledger"]);
  });
});

describe("erasing a run", () => {
  const run = "0199a1c2-0000-7000-8000-000000000001";
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const forgotten = { runs: new Set([run]), traces: new Set([trace]) };

  test("takes what was said for it, with both halves of each pair, and every seal still holds", async () => {
    await using wire = testWire();
    const front = { hop: "front", peer: "client", connection: "f" } as const;
    wire.record(asked(1, { goal: "private goal" }, { ...front, direction: "in" }));
    wire.record(asked(1, { _meta: { "dev.glassbox/run": run }, private: 1 }));
    await wire.seal();
    wire.record(answered(1, { content: "private answer" }));
    wire.record(answered(1, { run }, { ...front, direction: "out" }));
    wire.record(
      asked(2, { _meta: { traceparent: `00-${trace}-b7ad6b7169203331-01` }, private: 2 }),
    );
    wire.record(asked(3, { other: "public" }));
    wire.record(answered(3, { content: "public answer" }));
    const blanked = await wire.erase(forgotten);
    expect(blanked.map(({ messages }) => messages)).toEqual([2, 3]);
    const entries = await wire.read(EVERYTHING);
    expect(entries.map(({ state }) => state)).toEqual([
      ...Array<"erased">(5).fill("erased"),
      "kept",
      "kept",
    ]);
    expect(JSON.stringify(entries)).not.toContain("private");
    expect(entries.every(({ sha256 }) => sha256 !== null)).toBe(true);
    for (const [at, sealed] of wire.sealed.entries()) {
      const gone = blanked[at]!.messages;
      expect(await verifySegment(wire.dir, recordedOf(sealed, gone))).toBeNull();
      expect(await verifySegment(wire.dir, recordedOf(sealed, gone - 1))).toBeString();
    }
  });

  test("reaches what a process that died left open, and pairs of no other process", async () => {
    using folder = testFolder();
    const dir = join(folder.path, "wire");
    await using dead = testWire({ dir });
    dead.record(asked(1, { _meta: { "dev.glassbox/run": run } }));
    await dead.flush();
    expect(readdirSync(dir)[0]).toEndWith(".jsonl");
    await using wire = testWire({ dir });
    // The same connection and number mean something else in another process.
    wire.record(answered(1, { content: "public" }));
    expect((await wire.erase(forgotten)).map(({ messages }) => messages)).toEqual([1]);
    const states = (await wire.read(EVERYTHING)).map(({ state }) => state);
    expect(states).toEqual(["erased", "kept"]);
    expect(await wire.erase(forgotten)).toEqual([]);
    expect(existsSync(join(dir, `${wire.sealed[0]!.segment}.jsonl`))).toBe(false);
  });
});
