import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { BARS, barText } from "../support/bars.ts";
import { fillTable, type Published } from "./table.ts";

const docs = readFileSync(join(import.meta.dir, "../../docs/benchmarks.md"), "utf8");
const machine = { cpu: "Z80", cores: 1, memoryGb: 1, system: "linux", bun: "1.4.5" };
const entry = { date: "2026-11-21", command: "bun bench/replay.ts", machine, missing: [] };
const published: Published = {
  replay: {
    ...entry,
    figures: { foldEventsPerSecond: 250_000, anyPointP95Ms: 1.25, openMs1M: 42 },
  },
};

function row(markdown: string, figure: string): string | undefined {
  return markdown.split("\n").find((line) => line.startsWith(`| \`${figure}\` |`));
}

test("every promised figure has a row with its bar", () => {
  for (const bars of Object.values(BARS)) {
    for (const [figure, bar] of Object.entries(bars))
      expect(row(docs, figure)).toContain(`| ${barText(bar)} |`);
  }
});

test("a published figure stands in its row, with whether it reaches its bar", () => {
  const filled = fillTable(docs, published);
  expect(row(filled, "foldEventsPerSecond")).toContain("| ≥ 300,000 | 250,000 ✗ |");
  expect(row(filled, "anyPointP95Ms")).toContain("| ≤ 5 | 1.25 ✓ |");
  expect(row(filled, "openMs1M")).toContain("| 42 |");
});

test("a figure that nobody measured stays a dash, and so does one whose publication is gone", () => {
  expect(row(fillTable(docs, published), "rssIdleMb")).toContain("| – |");
  expect(row(fillTable(fillTable(docs, published), {}), "anyPointP95Ms")).toContain("| – |");
});

test("date, command, machine and missing peers are told, and filling twice changes nothing", () => {
  const without = { replay: { ...published["replay"]!, missing: ["pi"] } };
  const filled = fillTable(docs, without);
  expect(filled).toContain(
    "- `bun bench/replay.ts`, 2026-11-21: Z80, 1 cores, 1 GB, linux, Bun 1.4.5; not installed: pi",
  );
  expect(fillTable(filled, without)).toBe(filled);
});
