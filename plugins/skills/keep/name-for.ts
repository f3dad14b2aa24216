const MOST_WORDS = 5;
const LONGEST = 64;

/** A skill's name out of the words that its trigger says itself. */
export function nameFor(trigger: string, run: string): string {
  const words = trigger
    .replace(/\{[a-z][a-z0-9_]*\}/g, " ")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = (words ?? []).slice(0, MOST_WORDS).join("-").slice(0, LONGEST).replace(/-$/, "");
  return name || `kept-${run}`;
}
