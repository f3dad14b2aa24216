import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { exportedLines, fileOf, importInto, PLAN, typeOf } from "../../../bench/support/exports.ts";
import { type House, openHouse } from "../../../bench/support/kernel.ts";
import { isObject, type JsonObject } from "../../../kernel/json.ts";

let here: House;
let run: string;
let lines: string[];

beforeAll(async () => {
  here = await openHouse();
  ({ run } = await here.run(PLAN, { yes: true, input: "data for the goal" }));
  lines = await exportedLines(here, run);
});
afterAll(() => here[Symbol.asyncDispose]());

async function refusal(house: House, path: string) {
  const before = house.kernel.ledger.lastRow();
  const error = await importInto(house, path).catch((failure: unknown) => failure);
  expect(house.kernel.ledger.lastRow()).toBe(before);
  return error as { code: string; message: string; hint: string };
}

describe("a file that is not what was exported is refused with its line and field, and nothing is written", () => {
  let there: House;
  beforeAll(async () => void (there = await openHouse()));
  afterAll(() => there[Symbol.asyncDispose]());

  const at = (type: string, nth = 0) =>
    lines.flatMap((line, index) => (typeOf(line) === type ? [index] : []))[nth]!;
  const edited = (index: number, change: (line: JsonObject) => unknown) =>
    lines.map((line, place) => {
      if (place !== index) return line;
      const value = JSON.parse(line) as JsonObject;
      return JSON.stringify(change(value) ?? value);
    });
  const dataOf = (line: JsonObject) => (isObject(line["data"]) ? line["data"] : {});

  const cases: [string, () => string[], RegExp][] = [
    [
      "a changed payload",
      () =>
        edited(at("goal.set"), (line) => ({ ...line, data: { ...dataOf(line), text: "other" } })),
      /data: does not match its hash/,
    ],
    [
      "a changed attribute",
      () => edited(at("goal.set"), (line) => ({ ...line, actor: "mallory" })),
      /hash: does not hold/,
    ],
    [
      "a changed time",
      () => edited(at("goal.set"), (line) => ({ ...line, time: "2020-01-01T00:00:00.000Z" })),
      /hash: does not hold/,
    ],
    [
      "a salt taken away",
      () => edited(at("goal.set"), (line) => ({ ...line, salt: undefined })),
      /salt: is missing/,
    ],
    [
      "an attribute that nobody knows",
      () => edited(at("goal.set"), (line) => ({ ...line, more: 1 })),
      /Unrecognized key/,
    ],
    [
      "an event of no form",
      () => edited(at("goal.set"), (line) => ({ ...line, bseq: "3" })),
      /bseq: /,
    ],
    [
      "an event taken out",
      () => lines.filter((_, index) => index !== at("goal.set")),
      /bseq: branch \w+ goes on with/,
    ],
    [
      "events changed round",
      () => swapped(lines, at("goal.set"), at("plan.accepted")),
      /oseq|bseq/,
    ],
    [
      "an event there twice",
      () => lines.flatMap((line, index) => (index === at("goal.set") ? [line, line] : [line])),
      /oseq: is out of order/,
    ],
    [
      "a changed blob",
      () => edited(at("dev.glassbox.export.blob"), (line) => ({ ...line, data_base64: "AAAA" })),
      /data_base64: does not match its hash/,
    ],
    [
      "a changed content",
      () => edited(at("dev.glassbox.export.content"), (line) => ({ ...line, data_base64: "AAAA" })),
      /data_base64: does not match its hash/,
    ],
    [
      "another root of a branch",
      () =>
        edited(at("dev.glassbox.export.branch"), (line) => ({
          ...line,
          data: { ...dataOf(line), root: "other" },
        })),
      /data.root: is another run tree's/,
    ],
    [
      "a forged checkpoint",
      () =>
        edited(0, (line) => ({
          ...line,
          data: {
            ...dataOf(line),
            checkpoints: checkpointsOf(line).map((one) => ({
              ...one,
              note: String(one["note"]).replace(/\n\d+\n/, "\n999999\n"),
            })),
          },
        })),
      /checkpoints\[0\].note: is not signed/,
    ],
    [
      "a chain of another name",
      () =>
        edited(0, (line) => ({
          ...line,
          data: {
            ...dataOf(line),
            checkpoints: checkpointsOf(line).map((one) => ({
              ...one,
              source: "/default/mallory000",
            })),
          },
        })),
      /checkpoints\[0\].source: the note is about/,
    ],
    [
      "no proofs",
      () => lines.filter((line) => typeOf(line) !== "dev.glassbox.export.proofs"),
      /oseq: no line before it proves/,
    ],
    [
      "proofs of other events",
      () => edited(at("dev.glassbox.export.proofs"), shiftedPaths),
      /oseq: the event is not in the signed record|proves this event/,
    ],
    [
      "another version",
      () => edited(0, (line) => ({ ...line, data: { ...dataOf(line), format: 2 } })),
      /data.format: is of another version/,
    ],
    ["no header", () => lines.slice(1), /type: an export begins with a header/],
    [
      "something else altogether",
      () => ['{"hello": 1}', lines.at(-1)!],
      /line 1: type: is missing/,
    ],
  ];

  test.each(cases)("%s", async (_, change, words) => {
    const error = await refusal(there, fileOf(here, change()));
    expect(error.code).toBe("usage");
    expect(error.message).toMatch(/^line \d+: /);
    expect(error.message).toMatch(words);
  });

  test("a file that is cut off, at any line or within one", async () => {
    const path = join(here.home, "cut.ndjson");
    const whole = `${lines.join("\n")}\n`;
    for (const length of [1, 500, Math.floor(whole.length / 2), whole.length - 1]) {
      writeFileSync(path, whole.slice(0, length));
      expect((await refusal(there, path)).message).toMatch(/cut off/);
    }
    for (const count of [1, 2, lines.length - 1]) {
      writeFileSync(path, `${lines.slice(0, count).join("\n")}\n`);
      expect((await refusal(there, path)).message).toMatch(/cut off/);
    }
  });

  test("a last line that does not fit, text that is no text, a file that is not there", async () => {
    expect((await refusal(there, fileOf(here, lines.toSpliced(-2, 1), false))).message).toMatch(
      /data\.(lines|blobs|events): says/,
    );
    const path = join(here.home, "bytes.ndjson");
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]));
    expect((await refusal(there, path)).message).toMatch(/line 1 is not UTF-8/);
    expect((await refusal(there, join(here.home, "none"))).message).toMatch(/cannot be read/);
  });

  test("events of the same names that are others here", async () => {
    await using copy = await openHouse();
    await importInto(copy, fileOf(here, lines));
    const forged = await openHouse();
    await using _ = forged;
    const branches = [{ id: run, subject: `run/${run}`, root: run }];
    const data = { text: "mine", input: null };
    const draft = { subject: `run/${run}`, branch: run, type: "goal.set", actor: "person", data };
    await forged.kernel.ledger.append([draft], branches);
    const error = await refusal(forged, fileOf(here, lines));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toMatch(/gone on in another way/);
  });

  function swapped(all: readonly string[], a: number, b: number): string[] {
    return all.with(a, all[b]!).with(b, all[a]!);
  }

  function checkpointsOf(line: JsonObject): JsonObject[] {
    return dataOf(line)["checkpoints"] as unknown as JsonObject[];
  }

  function shiftedPaths(line: JsonObject): JsonObject {
    const { paths, ...data } = dataOf(line);
    const entries = Object.entries(paths as JsonObject);
    const shifted = entries.map(([oseq], index) => [
      oseq,
      entries[(index + 1) % entries.length]![1],
    ]);
    return { ...line, data: { ...data, paths: Object.fromEntries(shifted) } };
  }
});

test("any single change of a byte is refused, or changes nothing of what is taken in", async () => {
  const wanted = cloudEventsOf(here);
  const whole = Buffer.from(`${lines.join("\n")}\n`);
  let there = await openHouse();
  const change = fc.record({
    at: fc.nat(whole.length - 1),
    to: fc.integer({ min: 32, max: 126 }),
    mends: fc.boolean(),
  });
  const apply = async ({ at, to, mends }: { at: number; to: number; mends: boolean }) => {
    const bytes = Buffer.from(whole);
    if (bytes[at] === to || bytes[at] === 0x0a) return;
    bytes[at] = to;
    const path = writtenBy(bytes, mends);
    const error = await importInto(there, path).then(
      () => null,
      (failure: { code: string }) => failure,
    );
    if (error) return expect(["usage", "conflict"]).toContain(error.code);
    expect(cloudEventsOf(there)).toEqual(wanted);
    await there[Symbol.asyncDispose]();
    there = await openHouse();
  };
  try {
    await fc.assert(fc.asyncProperty(change, apply), { numRuns: 200 });
    expect(there.kernel.ledger.branch(run)).toBeNull();
  } finally {
    await there[Symbol.asyncDispose]();
  }

  /** As somebody who edits would: the last line is made to fit, if it can be read at all. */
  function writtenBy(bytes: Buffer, mends: boolean): string {
    const path = join(here.home, "changed.ndjson");
    writeFileSync(path, bytes);
    if (!mends) return path;
    try {
      return fileOf(here, bytes.toString().trimEnd().split("\n"));
    } catch {
      return path;
    }
  }
}, 60_000);

function cloudEventsOf({ kernel: { ledger } }: House) {
  return [...ledger.readTree(run)].map((event) => ledger.toCloudEvent(event));
}
