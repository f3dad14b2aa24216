// Runs the benches in full and publishes their figures: `bun bench/publish.ts [NAME…]` (all of them unless named).
// Figures go to docs/benchmarks.json with date, command and machine; the table of docs/benchmarks.md shows them.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { fillTable, type Published, publishedSchema } from "./publish/table.ts";
import { BARS } from "./support/bars.ts";
import { parseResult } from "./support/result.ts";

const ROOT = join(import.meta.dir, "..");
const FIGURES = join(ROOT, "docs/benchmarks.json");
const TABLE = join(ROOT, "docs/benchmarks.md");

const named = process.argv.slice(2);
const unknown = named.find((name) => !(name in BARS));
if (unknown !== undefined) {
  console.error(
    `there is no bench ${unknown}: bun bench/publish.ts [${Object.keys(BARS).join("|")}]…`,
  );
  process.exit(2);
}

for (const name of named.length > 0 ? named : Object.keys(BARS)) {
  const all = readPublished();
  const { figures, machine, missing } = await run(name);
  const command = `bun bench/${name}.ts`;
  const date = new Date().toISOString().slice(0, 10);
  const published: Published = { ...all, [name]: { date, command, machine, missing, figures } };
  // After each bench, so that one that fails takes nothing from those before it.
  writeFileSync(FIGURES, `${JSON.stringify(published, null, 2)}\n`);
  writeFileSync(TABLE, fillTable(readFileSync(TABLE, "utf8"), published));
}

function readPublished(): Published {
  if (!existsSync(FIGURES)) return {};
  return publishedSchema.parse(JSON.parse(readFileSync(FIGURES, "utf8")));
}

async function run(name: string) {
  console.error(`bun bench/${name}.ts`);
  const bench = Bun.spawn([process.execPath, join(import.meta.dir, `${name}.ts`)], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const output = await new Response(bench.stdout).text();
  if ((await bench.exited) === 0) return parseResult(output);
  console.error(`${name} failed: nothing of it was published`);
  process.exit(1);
}
