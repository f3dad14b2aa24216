import { someLink, type Setting } from "./links.ts";
import { tagForms } from "./subject.ts";
import { taskList } from "./tasks.ts";
import { callout, codeBlock, comment, inlineTraps, openFence, orders } from "./traps.ts";

/** The text of one note: properties, then its headings with parts between them. */
export function writeNote(setting: Setting): string {
  const { random, note } = setting;
  const blocks = note.headings.flatMap((heading, index) => [
    headingLine(setting, heading, index),
    ...someParts(setting),
  ]);
  blocks.push(`A line to point at. ^${note.blockId}`);
  if (random.chance(0.05)) blocks.push(openFence(setting));
  const text = `${properties(setting)}${blocks.join("\n\n")}${random.chance(0.1) ? "" : "\n"}`;
  const ended = random.chance(0.1) ? text.replaceAll("\n", "\r\n") : text;
  return random.chance(0.05) ? `\uFEFF${ended}` : ended;
}

function headingLine({ random }: Setting, heading: string, index: number): string {
  const roll = random.int(12);
  if (roll === 0) return `${heading}\n${(index === 0 ? "=" : "-").repeat(3 + random.int(9))}`;
  const hashes = "#".repeat(index === 0 ? 1 : 2 + random.int(3));
  return roll === 1 ? `${hashes} ${heading} ${hashes}` : `${hashes} ${heading}`;
}

function someParts(setting: Setting): string[] {
  const { random } = setting;
  const makers = [
    prose,
    prose,
    tagLine,
    linkLine,
    linkLine,
    taskList,
    taskList,
    callout,
    codeBlock,
    comment,
    inlineTraps,
  ] as const;
  const parts = Array.from({ length: random.int(4) }, () => random.pick([...makers])(setting));
  return random.chance(0.03) ? [...parts, orders(setting)] : parts;
}

function prose({ random, subject }: Setting): string {
  return random.pick([
    "Nothing new today.",
    `${subject.from} came up again, and nobody knew why.\nThe second line says ${subject.from}, too.`,
    `They compared it with ${subject.to}, which is another thing.`,
    "Wir haben lange gesprochen; das Ergebnis steht unten.",
  ]);
}

function linkLine(setting: Setting): string {
  return `Compare ${someLink(setting)} with ${someLink(setting)}.`;
}

function tagLine({ random, subject }: Setting): string {
  const { kebab, snake, pascal } = tagForms(subject.from);
  const tags = [
    `#${kebab}`,
    `#${snake}`,
    `#${pascal}`,
    `#area/${kebab}`,
    `#${kebab}/open`,
    `#client/${pascal}/2026`,
    `#${kebab}s`,
    `#${kebab}-annex`,
    `#${snake}_old`,
    "#other",
  ] as const;
  return `Filed under ${random.pick(tags)} and ${random.pick(tags)}.`;
}

function properties(setting: Setting): string {
  const { random, subject } = setting;
  if (random.chance(0.6)) return "";
  const { from } = subject;
  const { kebab, pascal } = tagForms(from);
  const lines = [
    random.pick([
      `tags: [${kebab}, work]`,
      `tags:\n  - area/${kebab}\n  - "#${pascal}"\n  - ${kebab}s`,
      `tags: work, ${kebab}`,
      `tags: ${kebab} work`,
      "tags: []",
    ]),
  ];
  if (random.chance(0.4)) {
    lines.push(
      random.pick([
        `aliases: ["${from}", Short name]`,
        `aliases:\n  - ${from}\n  - ${from} Annex`,
        `aliases:\n  - 'The ${from}'\n  - '${from}'`,
        `aliases: ${from}`,
      ]),
    );
  }
  if (random.chance(0.2)) lines.push(`project: "[[${from}]]"`);
  if (random.chance(0.1)) lines.push(`# ${from} is a comment here`);
  if (random.chance(0.1)) lines.push(`summary: |\n  - [ ] ${from} in a property 📅 2020-01-01`);
  return `---\n${lines.join("\n")}\n---\n`;
}
