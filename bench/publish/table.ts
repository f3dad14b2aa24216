import { z } from "zod";

import { BARS, holds } from "../support/bars.ts";
import { resultSchema } from "../support/result.ts";

/** The content of docs/benchmarks.json: the last published figures of each bench. */
export const publishedSchema = z.record(
  z.string(),
  resultSchema
    .pick({ figures: true, machine: true, missing: true })
    .extend({ date: z.iso.date(), command: z.string() }),
);

export type Published = z.infer<typeof publishedSchema>;

const MEASURED = "measured";
const BEGIN = "<!-- measured on: begin -->";
const END = "<!-- measured on: end -->";

/** Puts the published figures into the `measured` column of every table whose rows begin with a figure's name. */
export function fillTable(markdown: string, published: Published): string {
  let column = -1;
  const lines = markdown.split("\n").map((line) => {
    const cells = line.split("|");
    if (cells.length < 3) {
      column = -1;
      return line;
    }
    const heading = cells.findIndex((cell) => cell.trim() === MEASURED);
    if (heading >= 0) column = heading;
    const figure = /^\s*`(\w+)`\s*$/.exec(cells[1]!)?.[1];
    if (figure === undefined || column < 0 || heading >= 0) return line;
    return cells.with(column, ` ${measured(figure, published)} `).join("|");
  });
  return withMachines(lines.join("\n"), published);
}

function measured(figure: string, published: Published): string {
  const [bench, entry] =
    Object.entries(published).find(([, { figures }]) => figure in figures) ?? [];
  if (bench === undefined || entry === undefined) return "–";
  const value = entry.figures[figure]!;
  const text = value.toLocaleString("en", { maximumSignificantDigits: 4 });
  const bar = BARS[bench]?.[figure];
  if (bar === undefined) return text;
  return `${text} ${holds(bar, value) ? "✓" : "✗"}`;
}

function withMachines(markdown: string, published: Published): string {
  const begin = markdown.indexOf(BEGIN);
  const end = markdown.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error(`docs/benchmarks.md has no "${BEGIN}" and "${END}"`);
  const lines = Object.values(published).map(({ command, date, machine, missing }) => {
    const { cpu, cores, memoryGb, system, bun } = machine;
    const on = `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Bun ${bun}`;
    const without = missing.length > 0 ? `; not installed: ${missing.join(", ")}` : "";
    return `- \`${command}\`, ${date}: ${on}${without}`;
  });
  const list = lines.length > 0 ? lines : ["Nothing has been published yet."];
  return [markdown.slice(0, begin) + BEGIN, ...list, markdown.slice(end)].join("\n");
}
