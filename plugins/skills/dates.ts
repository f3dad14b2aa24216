const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const RELATIVE: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/** A day as a person writes it, as `2026-11-20`; null for what is no day of the calendar. */
export function parseDay(text: string, now: number): string | null {
  const words = text.trim().toLowerCase().replace(/\s+/g, " ");
  const days = RELATIVE[words];
  if (days !== undefined) return relativeDay(now, days);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(words);
  if (iso) return day(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(words);
  if (dotted) return day(dotted[3], dotted[2], dotted[1]);
  const british = /^(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([a-z]+)\.?,? (\d{4})$/.exec(words);
  if (british) return day(british[3], monthOf(british[2]!), british[1]);
  const american = /^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/.exec(words);
  return american ? day(american[3], monthOf(american[1]!), american[2]) : null;
}

/** In the time zone of this machine, where the goal was given. */
function relativeDay(now: number, days: number): string {
  const date = new Date(now);
  const noon = new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 12);
  return [noon.getFullYear(), noon.getMonth() + 1, noon.getDate()]
    .map((part, index) => String(part).padStart(index === 0 ? 4 : 2, "0"))
    .join("-");
}

/** 0, which is no month, for a word that names none. */
function monthOf(word: string): number {
  const isShort = word.length === 3 || word === "sept";
  return MONTHS.findIndex((name) => name === word || (isShort && name.startsWith(word))) + 1;
}

function day(year?: string, month?: string | number, date?: string): string | null {
  const [y, m, d] = [Number(year), Number(month), Number(date)];
  const exact = new Date(Date.UTC(y, m - 1, d));
  exact.setUTCFullYear(y);
  const isReal = exact.getUTCMonth() === m - 1 && exact.getUTCDate() === d && m > 0;
  return isReal ? exact.toISOString().slice(0, 10) : null;
}
