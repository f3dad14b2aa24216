import type { Setting } from "./links.ts";
import { someLink } from "./links.ts";
import type { Random } from "./random.ts";

const WORK = ["Call", "Measure", "Schicke", "Send", "Préparer", "Sort", "Fix"] as const;
const THINGS = ["the lamp", "proofs", "den Plan", "le café", "box 3", "図面"] as const;
const NO_DATES = [
  "2026-02-30",
  "2026-13-01",
  "2026-00-10",
  "tomorrow",
  "26-11-18",
  "{{date}}",
] as const;
const BOXES = ["[ ]", "[ ]", "[ ]", "[x]", "[X]", "[-]"] as const;
const MARKERS = ["-", "-", "-", "*", "+", "1."] as const;

/** A list of tasks, some nested, some with plain items between. */
export function taskList(setting: Setting): string {
  const { random } = setting;
  const marker = random.pick(MARKERS);
  const lines: string[] = [];
  for (let count = 1 + random.int(4); count > 0; count--) {
    lines.push(`${marker} ${task(setting)}`);
    if (random.chance(0.3)) lines.push(`${nesting(random, marker)}- ${task(setting)}`);
    if (random.chance(0.1)) lines.push(`${marker} no box here 📅 2020-01-01`);
  }
  return lines.join("\n");
}

/** The content of one task, from its box on. */
export function task(setting: Setting): string {
  const { random } = setting;
  const number = random.int(1e6);
  const link = random.chance(0.1) ? ` ${someLink(setting)}` : "";
  const words = `${random.pick(WORK)} ${random.pick(THINGS)} ${number}${link}`;
  return `${random.pick(BOXES)} ${words}${due(setting)}`;
}

function due({ random, subject }: Setting): string {
  const roll = random.int(20);
  if (roll < 3) return "";
  if (roll === 3) return ` 📅 ${random.pick(NO_DATES)}`;
  if (roll === 4) return " as in `📅 2020-01-01`";
  // Around the date itself the boundary is met often: the day before, the day, the day after.
  const days = random.chance(0.4) ? random.int(3) - 1 : random.int(120) - 60;
  const date = shifted(subject.date, days);
  if (roll === 5) return ` 📅${date}`;
  if (roll === 6) return ` ⏫ ➕ ${shifted(date, -90)} 📅 ${date}`;
  if (roll === 7) return ` 📅 ${date} #urgent`;
  return ` 📅 ${date}`;
}

/** A task that would be overdue if code, comments and clippings counted. */
export function decoyTask({ random, subject }: Setting): string {
  const date = shifted(subject.date, -1 - random.int(30));
  return `- [ ] Decoy ${random.int(1e6)} 📅 ${date}`;
}

function nesting(random: Random, marker: string): string {
  if (marker === "1.") return "   ";
  return random.pick(["  ", "    ", "\t"]);
}

function shifted(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
