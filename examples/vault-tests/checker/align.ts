import type { Site } from "./site.ts";

export type Difference = { line: number; message: string };

/**
 * Reads the new text against the old one: outside the sites every byte is the same, and each site
 * shows its old spelling or one of its options. Of several readings the kindest counts.
 */
export function align(before: string, after: string, sites: readonly Site[]): Difference[] {
  const oldLines = before.split("\n");
  const newLines = after.split("\n");
  if (oldLines.length !== newLines.length) {
    const message = `${oldLines.length} lines became ${newLines.length}`;
    return [{ line: firstDifference(oldLines, newLines) + 1, message }];
  }
  let start = 0;
  return oldLines.flatMap((line, index) => {
    const from = start;
    start += line.length + 1;
    const here = sites.filter((site) => site.start >= from && site.end <= from + line.length);
    const local = here.map((site) => ({ ...site, start: site.start - from, end: site.end - from }));
    return alignLine(line, newLines[index] ?? "", local).map((message) => ({
      line: index + 1,
      message,
    }));
  });
}

function alignLine(before: string, after: string, sites: readonly Site[]): string[] {
  // Readings so far: how far each has come in the new line, and what it finds wrong.
  let readings = new Map<number, string[]>([[0, []]]);
  let at = 0;
  for (const site of sites) {
    readings = stepOver(readings, after, [{ text: before.slice(at, site.start), faults: [] }]);
    readings = stepOver(readings, after, choices(before.slice(site.start, site.end), site));
    at = site.end;
  }
  const end = stepOver(readings, after, [{ text: before.slice(at), faults: [] }]).get(after.length);
  if (end) return end;
  const kept = sites.find((site) => site.duty === "keep");
  const where = kept ? ` (${kept.what})` : "";
  return [`bytes changed${where}: ${quote(before)} became ${quote(after)}`];
}

type Choice = { text: string; faults: string[] };

function choices(old: string, { what, duty, options }: Site): Choice[] {
  const missed = duty === "must" ? [`${what} ${quote(old)} was not renamed`] : [];
  return [
    { text: old, faults: missed },
    ...options.map((text) => ({
      text,
      faults: duty === "keep" ? [`${what} changed: ${quote(old)} became ${quote(text)}`] : [],
    })),
  ];
}

function stepOver(readings: Map<number, string[]>, after: string, steps: readonly Choice[]) {
  const next = new Map<number, string[]>();
  for (const [at, faults] of readings) {
    for (const step of steps) {
      if (!after.startsWith(step.text, at)) continue;
      const total = [...faults, ...step.faults];
      const end = at + step.text.length;
      const rival = next.get(end);
      if (!rival || rival.length > total.length) next.set(end, total);
    }
  }
  return next;
}

function firstDifference(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((line, i) => line !== b[i]);
  return index < 0 ? a.length - 1 : index;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
