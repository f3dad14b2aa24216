import { beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudEvent } from "cloudevents";
import fc from "fast-check";

import { verify } from "../../bench/support/verify.ts";
import type { Verdict } from "../../plugins/proof/verify/verdict.ts";
import {
  exported,
  note,
  openSqlite,
  run,
  typesWith,
  writeRun,
} from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { JsonObject } from "../json.ts";

const python = Bun.which("python3");
const dir = temporaryFolder();
let lines: string[];
let verdict: Verdict;
let source: string;

const awkward: JsonObject[] = [
  { n: [-0, 0.1, 1e21, 1e20, 1e-7, 1e-6, 123456789012345680000, 5e-324, 1.7976931348623157e308] },
  { "\ufb33": 1, "\u{1f600}": 2, "": 3, 10: 4, 9: 5, ["__proto__"]: null, é: "e\u0301" },
  { n: '\ud800 \udfff \u0000\u001f\u007f\u2028 "\\/\b\t\n\f\r' },
  { n: "large ü".repeat(4000) },
];

/** A ledger with all that an export has to carry: forks, large and erased payloads, types nobody knows. */
beforeAll(async () => {
  const ledger = await openSqlite({ dir });
  source = `/home/${ledger.origin}`;
  const [first] = await writeRun(ledger, 3);
  const full = { onbehalfof: "person", cause: first!.id, traceparent: "00-1-2-01" };
  await ledger.append(awkward.map((data) => ({ ...note("r", data), ...full })));
  const value = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });
  for (const n of fc.sample(value, { numRuns: 200, seed: 7 }) as JsonObject[])
    await ledger.append([note("r", { n })]);
  const [gone] = await ledger.append([note("f")], [run("f", { branch: "r", at: 2 })]);
  ledger.erase(gone!.id);
  await ledger.close();
  const reader = await openSqlite({ dir, types: typesWith() });
  lines = exported(reader).trimEnd().split("\n");
  verdict = verify(reader);
  await reader.close();
});

test("each exported event is a valid CloudEvent", () => {
  for (const line of lines) {
    const event = new CloudEvent<unknown>(JSON.parse(line));
    expect(event.validate()).toBe(true);
    expect(event.source).toBe(source);
  }
  expect(lines).toHaveLength(verdict.events);
});

test("a CloudEvents reader that knows nothing of us writes the same attributes again", () => {
  for (const line of lines) {
    const { data: _, ...attributes } = JSON.parse(line);
    const { data: __, ...again } = new CloudEvent<unknown>(JSON.parse(line)).toJSON();
    expect(again).toEqual(attributes);
  }
});

describe.skipIf(python === null)("an independent verifier (skipped: there is no python3)", () => {
  async function verifyInPython(changed: readonly string[]) {
    const path = join(dir, "export.jsonl");
    writeFileSync(path, `${changed.join("\n")}\n`);
    const script = join(import.meta.dir, "fixtures", "verify.py");
    const child = Bun.spawn([python!, script, path], { stdout: "pipe", stderr: "pipe" });
    const [out, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    expect(errors).toBe("");
    return { exit: await child.exited, ...JSON.parse(out) };
  }

  function edit(oseq: number, change: (event: Record<string, unknown>) => void): string[] {
    return lines.map((line, index) => {
      if (index + 1 !== oseq) return line;
      const event = JSON.parse(line);
      change(event);
      return JSON.stringify(event);
    });
  }

  test("recomputes every hash and comes to the same head", async () => {
    expect(verdict.ok).toBe(true);
    expect(await verifyInPython(lines)).toEqual({
      exit: 0,
      events: verdict.events,
      erased: 1,
      heads: { [source]: verdict.head },
      faults: [],
    });
  });

  test("needs neither our order of members nor our spelling", async () => {
    const respelled = lines.map((line) => {
      const members = Object.entries(JSON.parse(line)).toReversed();
      return JSON.stringify(Object.fromEntries(members)).replaceAll("/", "\\/");
    });
    expect(await verifyInPython(respelled)).toMatchObject({ exit: 0, faults: [] });
  });

  test("finds a changed payload, a changed attribute and a missing event", async () => {
    const payload = await verifyInPython(edit(3, (event) => (event["data"] = { n: 99 })));
    expect(payload).toMatchObject({
      exit: 1,
      faults: [{ source, oseq: 3, what: "the payload was changed" }],
    });
    const actor = await verifyInPython(edit(4, (event) => (event["actor"] = "person")));
    expect(actor.faults).toEqual([{ source, oseq: 4, what: "the envelope was changed" }]);
    const dropped = await verifyInPython(lines.filter((_, index) => index !== 5));
    expect(dropped.faults).toEqual([
      { source, oseq: 7, what: "does not follow the event before it" },
      { source, oseq: 7, what: "events before it are missing" },
    ]);
  });
});
