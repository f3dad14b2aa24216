const MONTHS =
  "january february march april may june july august september october november december".split(
    " ",
  );
const MONTH = `(${MONTHS.map((month) => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join("|")})\\.?`;
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?:,? +(\d{4}))?(?![\p{L}\p{N}])`;
const BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const DAY_FIRST = new RegExp(`${BEFORE}${DAY} +(?:of +)?${MONTH}${YEAR}`, "giu");
const MONTH_FIRST = new RegExp(`${BEFORE}${MONTH} +${DAY}${YEAR}`, "giu");

/** Dates in English words as ISO 8601, so that "17 November 2026" and 2026-11-17 are one; without a year `--11-17`. */
export function withIsoDates(text: string): string {
  return text
    .replaceAll(DAY_FIRST, (whole, day: string, month: string, year?: string) =>
      isoDate(whole, year, month, day),
    )
    .replaceAll(MONTH_FIRST, (whole, month: string, day: string, year?: string) =>
      isoDate(whole, year, month, day),
    );
}

function isoDate(whole: string, year: string | undefined, month: string, day: string): string {
  const number = MONTHS.findIndex((name) => name.startsWith(month.slice(0, 3).toLowerCase())) + 1;
  if (Number(day) < 1 || Number(day) > 31) return whole;
  return `${year ?? "-"}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}`;
}
