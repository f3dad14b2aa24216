import { posix } from "node:path";
import type { Planned } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Subject } from "./subject.ts";

/** What a part of a note may need to know. */
export type Setting = {
  random: Random;
  subject: Subject;
  note: Planned;
  notes: readonly Planned[];
};

/** A link in a random style to a random note, or every second time to the note to be renamed. */
export function someLink(setting: Setting): string {
  const { random, subject, note, notes } = setting;
  if (random.chance(0.04)) return `[[Nowhere ${random.int(99)}]]`;
  if (random.chance(0.04)) return ownHeading(random, note);
  const named = notes.filter((other) => other.path.includes(subject.from));
  const target = random.chance(0.5) ? random.sample(named) : random.sample(notes);
  if (!target) return "[[Nowhere]]";
  return random.chance(0.6) ? wikilink(setting, target) : markdownLink(setting, target);
}

function ownHeading(random: Random, note: Planned): string {
  const heading = random.sample(note.headings) ?? "";
  return random.chance(0.5) ? `[[#${heading}]]` : `[above](#${encodeURIComponent(heading)})`;
}

export function wikilink({ random, subject }: Setting, target: Planned): string {
  const { base, path, ambiguous } = target;
  const whole = path.slice(0, -".md".length);
  // Two notes with the old name are both renamed, so the bare name stays right for either.
  const bare = !ambiguous || base === subject.from;
  const name = bare && random.chance(0.75) ? base : whole;
  const fragment = name === whole || !ambiguous ? someFragment(random, target) : "";
  const shown = random.chance(0.3) ? `|${random.pick([subject.from, "see here", base])}` : "";
  const spelled = random.chance(0.04) ? name.toLowerCase() : name;
  const extension = random.chance(0.05) ? ".md" : "";
  return `${random.chance(0.2) ? "!" : ""}[[${spelled}${extension}${fragment}${shown}]]`;
}

function someFragment(random: Random, { headings, blockId }: Planned): string {
  if (random.chance(0.5)) return "";
  if (random.chance(0.25)) return `#^${blockId}`;
  return `#${random.sample(headings) ?? ""}`;
}

export function markdownLink({ random, subject, note }: Setting, target: Planned): string {
  const relative = posix.relative(posix.dirname(note.path), target.path);
  const heading = random.chance(0.3) ? random.sample(target.headings) : undefined;
  const shown = random.pick([subject.from, "this one", `see ${target.base}`]);
  const fragment = heading === undefined ? "" : `#${encodeURIComponent(heading)}`;
  const title = random.chance(0.1) ? ` "${subject.from}"` : "";
  const mark = random.chance(0.1) ? "!" : "";
  const style = random.int(3);
  if (style === 0) return `${mark}[${shown}](<${relative}${fragment}>${title})`;
  const path = style === 1 ? relative.replaceAll(" ", "%20") : encoded(relative);
  return `${mark}[${shown}](${path}${fragment}${title})`;
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
