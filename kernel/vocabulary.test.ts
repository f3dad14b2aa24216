import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { allowance } from "../bench/support/allowance.ts";
import type { JsonObject } from "./json.ts";
import { EventTypes } from "./ledger/event-types.ts";
import { defineEventType, kernelEventTypes, payloads } from "./vocabulary.ts";

const page = readFileSync(join(import.meta.dir, "../docs/events.md"), "utf8");

describe("docs/events.md", () => {
  for (const [type, schema] of Object.entries(payloads)) {
    test(`has ${type} with every member of its payload`, () => {
      const row = page
        .split("\n")
        .find((line) => line.includes(`\`${type}\``) && line.startsWith("|"));
      const said =
        row ?? new RegExp(`\`${RegExp.escape(type)} \\{[^}]*\\}\``).exec(page)?.[0] ?? "";
      for (const member of Object.keys(schema.shape))
        expect(said).toMatch(new RegExp(`\\b${member}\\b`));
      expect(said).not.toBe("");
    });
  }

  test("names just the types that are on disk before the kernel goes on", () => {
    const [, said = ""] = /On disk before.*?:(.*?)\n\n/s.exec(page) ?? [];
    const named = [...said.matchAll(/`([a-z]+\.[a-z]+)`/g)].map((match) => match[1]!).toSorted();
    const barriers = kernelEventTypes().filter((type) => type.barrier({ effect: "once" }));
    expect(named).toEqual(barriers.map(({ type }) => type).toSorted());
    const intended = barriers.find(({ type }) => type === "tool.intended")!;
    expect(intended.barrier({ effect: "read" })).toBe(false);
  });
});

test("a payload that is none is refused with its type and its field", () => {
  const [goal] = kernelEventTypes().filter(({ type }) => type === "goal.set");
  expect(() => goal!.check({ text: 7, input: null })).toThrow(/event goal\.set: .*\n.*at text/);
  expect(() => goal!.check({ text: "x", input: null })).not.toThrow();
});

test("an event type is of version 1 and no barrier unless it says so", () => {
  const type = defineEventType({ type: "a.b.c", schema: payloads["run.removed"] });
  expect([type.version, type.barrier({})]).toEqual([1, false]);
});

const types = new EventTypes(kernelEventTypes());
const NO_BUDGET = { steps: null, seconds: null, tokens: null, usd: null };

/** What is on disk of older versions, and what it is read as. */
const older: readonly [type: string, version: number, data: JsonObject, lifted: JsonObject][] = [
  [
    "run.started",
    1,
    { driver: { name: "goal", hash: "h" }, budget: NO_BUDGET },
    {
      driver: { name: "goal", hash: "h", options: {} },
      budget: { ...NO_BUDGET, modelCalls: null },
    },
  ],
  [
    "run.started",
    2,
    { driver: { name: "goal", hash: "h", options: { examples: false } }, budget: NO_BUDGET },
    {
      driver: { name: "goal", hash: "h", options: { examples: false } },
      budget: { ...NO_BUDGET, modelCalls: null },
    },
  ],
  ["run.finished", 1, { outcome: "done" }, { outcome: "done", evidence: [] }],
  ["stop.requested", 1, { by: "person" }, { by: "person", now: true }],
  ["tool.intended", 1, { step: "a" }, { step: "a", key: "", content: "", grant: null, paths: [] }],
  [
    "tool.finished",
    1,
    { ok: true },
    { ok: true, code: "", whole: null, tainted: false, then: "close" },
  ],
  ["model.called", 1, { tokens: 5 }, { tokens: 5, usd: 0 }],
  [
    "grant.given",
    1,
    { grant: "g", run: "r", tools: ["a__b", "c__*"], args: null },
    { grant: "g", run: "r", allows: [allow("a__b", true), allow("c__*", true)], expires: null },
  ],
  [
    "grant.given",
    1,
    { grant: "g", run: "r", tools: ["a__b"], args: '*"to"*' },
    { grant: "g", run: "r", allows: [allow("a__b", false)], expires: null },
  ],
];
function allow(tool: string, args: boolean): JsonObject {
  return allowance({ tool, args });
}

describe("a payload of an older version is lifted when it is read", () => {
  for (const [type, version, data, lifted] of older) {
    test(`${type} of version ${version}: ${JSON.stringify(data)}`, () => {
      const newest = types.get(type)!.version;
      expect(types.upcast(type, version, data)).toEqual({ version: newest, data: lifted });
      expect(types.upcast(type, newest, lifted)).toEqual({ version: newest, data: lifted });
    });
  }

  test("and docs/events.md says so of just those types, with their version", () => {
    const [, table = ""] = /### Versions(.*?)\n## /s.exec(page) ?? [];
    const said = [...table.matchAll(/^\| `([a-z.]+)` \| (\d+) \|/gm)].map(([, type, version]) => [
      type!,
      Number(version),
    ]);
    const lifting = kernelEventTypes().filter(({ version }) => version > 1);
    expect(said.toSorted()).toEqual(lifting.map((one) => [one.type, one.version]).toSorted());
    const tested = new Set(older.map(([type]) => type));
    expect(lifting.filter(({ type }) => !tested.has(type))).toEqual([]);
  });
});
