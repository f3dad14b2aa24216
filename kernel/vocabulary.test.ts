import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

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

test("a run on record from before drivers had options is read as one without any", () => {
  const types = new EventTypes(kernelEventTypes());
  const old = { run: "r1", driver: { name: "goal", hash: "h" } };
  expect(types.upcast("run.started", 1, old)).toEqual({
    version: 2,
    data: { run: "r1", driver: { name: "goal", hash: "h", options: {} } },
  });
  const now = { ...old, driver: { ...old.driver, options: { examples: false } } };
  expect(types.upcast("run.started", 2, now)).toEqual({ version: 2, data: now });
});
