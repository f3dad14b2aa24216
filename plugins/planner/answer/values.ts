import { fold } from "./words.ts";

/** Something in a sentence that nobody may make up. */
export interface Value {
  readonly kind: "address" | "quote" | "date" | "number" | "month" | "name";
  readonly text: string;
}

const QUOTED = /"([^"]{2,})"|“([^”]{2,})”|«([^»]{2,})»|`([^`]{2,})`/gu;
const EDGE_BEFORE = /^[^\p{L}\p{N}]+/u;
const EDGE_AFTER = /[^\p{L}\p{N}]+$/u;
const ADDRESS = /\/|@|:\\|[\p{L}\p{N}]\.[a-z][a-z0-9]{1,5}$/iu;
/** A whole date with what surrounds it; `--11-17` has no year. */
const DATE = /^(?:[^\p{L}\p{N}-])*((?:\d{4}|-)-\d{2}-\d{2})[^\p{L}\p{N}]*$/u;
const ORDINAL = /(?<=\d)(?:st|nd|rd|th)$/i;
const MONTHS = new Set(
  (
    "january february march april may june july august september october november december " +
    "monday tuesday wednesday thursday friday saturday sunday"
  ).split(" "),
);
/** "one" is a pronoun more often than a number. */
const NUMBERS: ReadonlyMap<string, string> = new Map(
  (
    "zero:0 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12 thirteen:13 " +
    "fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20 thirty:30 forty:40 fifty:50 " +
    "sixty:60 seventy:70 eighty:80 ninety:90 hundred:100 thousand:1000 million:1000000 dozen:12 twice:2"
  )
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

/** What must not be made up: addresses, quotes, dates, numbers, months, weekdays, and names after the first word. */
export function valuesOf(sentence: string): Value[] {
  const values: Value[] = [];
  const rest = sentence.replaceAll(QUOTED, (whole, ...groups: (string | undefined)[]) => {
    values.push({ kind: "quote", text: groups.slice(0, 4).find(Boolean) ?? whole });
    return " ";
  });
  const opens = /^\s*(\S+)/u.exec(rest)?.[1];
  for (const [index, raw] of rest.split(/\s+/).filter(Boolean).entries()) {
    const value = valueOf(raw, index === 0 && raw === opens && !rest.startsWith(" "));
    if (value) values.push(value);
  }
  return values;
}

function valueOf(raw: string, isFirst: boolean): Value | null {
  const date = DATE.exec(raw)?.[1];
  if (date) return { kind: "date", text: date };
  const core = raw.replace(EDGE_BEFORE, "").replace(EDGE_AFTER, "");
  const token = core.replace(/['’]s$/u, "");
  if (token === "") return null;
  if (ADDRESS.test(token) && !/^\p{L}+\/\p{L}+$/u.test(token))
    return { kind: "address", text: token };
  if (/\p{N}/u.test(token)) return { kind: "number", text: token.replace(ORDINAL, "") };
  const word = fold(token);
  if (NUMBERS.has(word)) return { kind: "number", text: word };
  if (!/\p{Lu}/u.test(token) || /^I(?:['’]\p{L}+)?$/u.test(token)) return null;
  if (MONTHS.has(word)) return { kind: "month", text: word };
  return isFirst ? null : { kind: "name", text: token };
}

/** Whether a value stands in a text as it is: as a whole, not as a part of a longer one. */
export function standsIn({ kind, text }: Value, evidence: string): boolean {
  const inside = fold(evidence).replaceAll(/\s+/g, " ");
  const sought = fold(text).replaceAll(/\s+/g, " ").trim();
  if (kind === "quote") return inside.includes(sought);
  return formsOf(kind, sought).some((form) => bounded(kind, form).test(inside));
}

/** "2" may be written "two". */
function formsOf(kind: Value["kind"], text: string): string[] {
  if (kind !== "number") return [text];
  const digits = NUMBERS.get(text) ?? text;
  return [
    text,
    ...[...NUMBERS].flatMap(([word, number]) => (number === digits ? [word] : [])),
    digits,
  ];
}

function bounded(kind: Value["kind"], text: string): RegExp {
  const exact = RegExp.escape(text);
  if (kind === "address")
    return new RegExp(
      `(?<![\\p{L}\\p{N}_@:.-])${exact}(?![\\p{L}\\p{N}_/@-]|[.?#&=][\\p{L}\\p{N}])`,
      "u",
    );
  // A day without a year may be that of a date with one.
  if (text.startsWith("--"))
    return new RegExp(
      `(?<=\\d{4}|(?<![\\p{L}\\p{N}])-)${RegExp.escape(text.slice(1))}(?![\\p{L}\\p{N}])`,
      "u",
    );
  if (kind !== "number" && kind !== "date")
    return new RegExp(`(?<![\\p{L}\\p{N}])${exact}(?![\\p{L}\\p{N}])`, "u");
  // A year may be that of a date; "20" is no part of 2026-11-20, of 3.20 or of 1,200.
  const after = /^\d{4}$/.test(text) ? "[.,:/]\\p{N}" : "[.,:/-]\\p{N}";
  return new RegExp(`(?<![\\p{L}\\p{N}]|\\p{N}[.,:/-])${exact}(?![\\p{L}\\p{N}]|${after})`, "u");
}
