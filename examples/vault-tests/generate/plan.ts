import type { Random } from "./random.ts";
import { neighbours, type Subject } from "./subject.ts";

/** A note before it is written: what others can link to must be settled first. */
export type Planned = {
  path: string;
  base: string;
  headings: readonly string[];
  blockId: string;
  /** Another note has the same name, so links to it carry its path. */
  ambiguous: boolean;
};

const FOLDERS = [
  "projects",
  "people",
  "clippings/web",
  "areas/Büro",
  "areas/home/garden/tools/old",
  "archive/2024/第一/done",
  "Notes with spaces",
] as const;
const TOPICS = ["Budget", "Ideen", "Réunion", "Site visit", "Lamp", "Møde", "計画"] as const;
const SECTIONS = ["Plan", "Dates and keys", "Fünf Punkte", "Next", "Open questions"] as const;

export function planNotes(random: Random, subject: Subject, count: number): Planned[] {
  const { from } = subject;
  const own = [`projects/${from}.md`, `people/${from} Annex.md`];
  if (random.chance(0.5)) own.push(`archive/2024/${from}.md`);
  if (random.chance(0.6)) own.push(`clients/${from}/plan.md`, `clients/${from}/Minutes one.md`);
  if (random.chance(0.4)) own.push(`clients/${from}/${from}.md`);
  if (random.chance(0.4)) own.push(`deep/a/b/${from}/c/d/Leaf.md`);
  own.push(`clients/Other/plan.md`, `people/${subject.to} Printing.md`);
  for (const name of neighbours(subject).slice(1)) own.push(`areas/${name}.md`);
  own.push(`areas/${from} Annex/Shed.md`);

  const paths = own.slice(0, count);
  while (paths.length < count) paths.push(ordinaryPath(random, paths.length));
  return paths.map((path) => planNote(random, path, paths, from));
}

function ordinaryPath(random: Random, index: number): string {
  if (random.chance(0.3)) {
    const day = new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);
    return `daily/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}.md`;
  }
  return `${random.pick(FOLDERS)}/${random.pick(TOPICS)} ${index}.md`;
}

function planNote(random: Random, path: string, paths: readonly string[], from: string): Planned {
  const base = path.slice(path.lastIndexOf("/") + 1, -".md".length);
  const headings = random.chance(0.7) || base === from ? [base] : [];
  headings.push(random.pick(SECTIONS));
  if (base !== from && random.chance(0.12)) headings.push(from);
  if (random.chance(0.04)) headings.push(`About ${from} and more`);
  const same = paths.filter((other) => other.endsWith(`/${base}.md`));
  return { path, base, headings, blockId: `b${random.int(1e6)}`, ambiguous: same.length > 1 };
}
