import { longestText, type Text } from "../texts.ts";
import { plainText, respelt } from "./plain.ts";
import { mention, nameRule, orderRule, type Rule, sentenceRules, textRules } from "./rules.ts";

/** What a group of signs means, for a person. */
const meanings: Readonly<Record<string, string>> = {
  override: "tells a model to ignore other instructions",
  secrecy: "tells a model to keep something from the person",
  tags: "has text in the form of a system message",
  role: "tells a model who it is or what it must do",
  permission: "does away with confirmations",
  authority: "claims to speak for somebody in charge",
  scope: "claims more than the tool's own calls",
  takes: "asks for files, secrets or the conversation",
  diverts: "sends things somewhere else",
  run: "brings a command to run",
  padding: "hides text behind blank space",
};

export interface Instructs {
  readonly meanings: readonly string[];
  readonly fields: readonly string[];
}

/** From here on a definition waits for a person. */
const enough = 1;

/** Whether a definition addresses a model as a person or a system would; null: not so that it would count. */
export function instructs(texts: readonly Text[]): Instructs | null {
  const weights = new Map<string, number>();
  const fields = new Set<string>();
  const found = (field: string, { group, weight }: Pick<Rule, "group" | "weight">) => {
    weights.set(group, Math.max(weights.get(group) ?? 0, weight));
    if (weight >= 0.3) fields.add(field);
  };
  for (const { field, text, is } of texts) {
    const plain = plainText(text.slice(0, longestText));
    if (is === "name") {
      if (nameRule.pattern.test(plain)) found(field, nameRule);
      const spoken = spokenName(text);
      if (spoken !== null) look(spoken, field, found);
      continue;
    }
    if (isPadded(text)) found(field, { group: "padding", weight: 0.6 });
    for (const form of [plain, respelt(plain)]) if (form !== null) look(form, field, found);
  }
  const sum = [...weights.values()].reduce((all, weight) => all + weight, 0);
  // Tenths are summed up: 0.6 and 0.4 are enough.
  if (Math.round(sum * 10) < enough * 10) return null;
  const groups = [...weights.keys()].flatMap((group) => meanings[group] ?? []);
  return { meanings: groups, fields: [...fields] };
}

/** A name of so many words may be a sentence, and one of a script that sets no spaces. */
const sentenceFrom = 4;

/** Null: it is none. */
function spokenName(name: string): string | null {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const isForeign = /[^\p{Script=Latin}\p{N}_]/u.test(words.join(""));
  return words.length < sentenceFrom && !isForeign ? null : plainText(words.join(" "));
}

/** Whether something stands so far off that a person who scrolls does not come to it. */
function isPadded(text: string): boolean {
  return /\s{60}|(?:[^\S\n]{0,60}\n){12}/.test(text.slice(0, longestText).trim());
}

/** Whether a text that somebody took the trouble to encode has any sign at all. */
export function speaks(text: string): boolean {
  let isSign = hiddenCommand.test(text);
  const plain = plainText(text.slice(0, longestText));
  look(plain, "", (_, { weight }) => {
    if (weight >= 0.4) isSign = true;
  });
  return isSign;
}

const hiddenCommand =
  /\b(?:curl|wget|chmod|bash|powershell|nc|eval|exec|sudo)\b .{0,200}[/|&-]|\brm -|\/dev\/tcp|\/bin\/(?:ba)?sh/;

function look(
  plain: string,
  field: string,
  found: (field: string, rule: Pick<Rule, "group" | "weight">) => void,
): void {
  for (const rule of textRules) {
    const at = rule.pattern.exec(plain)?.index;
    if (at === undefined) continue;
    const isMentioned =
      rule.group === "override" && mention.test(plain.slice(at < 90 ? 0 : at - 90, at));
    found(field, { group: rule.group, weight: isMentioned ? rule.weight / 2 : rule.weight });
  }
  if (orderRule.pattern.test(plain)) found(field, orderRule);
  for (const sentence of plain.split(/(?<=[.!?;])\s|\n/)) {
    for (const rule of sentenceRules) {
      if (rule.pattern.test(sentence) && rule.and.test(sentence)) found(field, rule);
    }
  }
}
