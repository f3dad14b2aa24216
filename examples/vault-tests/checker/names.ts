/** The styles in which a tag writes a name. */
export type Style = "name" | "kebab" | "snake" | "pascal";

/** Equal for Obsidian, which resolves names without regard to case or Unicode composition. */
export function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

/** Headings and the fragments that point at them are compared by their letters and digits only. */
export function headingKey(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
}

export function styles(name: string): Record<Style, string> {
  const words = name.split(/[\s_-]+/).filter(Boolean);
  return {
    name,
    kebab: words.join("-").toLowerCase(),
    snake: words.join("_").toLowerCase(),
    pascal: words.map((word) => upperFirst(word)).join(""),
  };
}

/** What a tag segment becomes: `must` when it is the name or a slug of it, `may` when it resembles one. */
export function renameSegment(segment: string, from: string, to: string) {
  const old = styles(from);
  const fresh = styles(to);
  const exact = (Object.keys(old) as Style[]).filter((style) => old[style] === segment);
  if (exact.length > 0) {
    // A name of several words has no tag of its own: any style of it will do.
    const any = exact.includes("name") && /\s/.test(to);
    const wanted = any ? Object.values(fresh) : exact.map((style) => fresh[style]);
    const options = wanted.filter((option) => !/\s/.test(option));
    const train = /\p{Lu}/u.test(segment) ? [trainCase(to, "-"), trainCase(to, "_")] : [];
    return { duty: "must" as const, options: distinct([...options, ...train]) };
  }
  const bare = (text: string) =>
    fold(text)
      .normalize("NFD")
      .replace(/[\s_\-\p{M}]/gu, "");
  if (bare(segment) !== bare(from)) return undefined;
  return { duty: "may" as const, options: spellings(to).filter((option) => !/\s/.test(option)) };
}

/** Every way of writing the name that a renaming might reach for, to recognise a wrong change. */
export function spellings(name: string): string[] {
  const forms = Object.values(styles(name));
  const lower = forms.map((form) => form.toLowerCase());
  const upper = forms.map((form) => form.toUpperCase());
  const more = [trainCase(name, "-"), trainCase(name, "_"), ...encodings(name)];
  const folded = styles(name).kebab.normalize("NFD").replace(/\p{M}/gu, "");
  return distinct([...forms, ...lower, ...upper, ...more, folded]);
}

/** A name inside the destination of a Markdown link, from fully encoded to bare. */
export function encodings(name: string): string[] {
  const full = encodeURIComponent(name);
  const parens = full.replace(/\(/g, "%28").replace(/\)/g, "%29");
  return distinct([full, parens, encodeURI(name), name.replace(/ /g, "%20")]);
}

export function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function trainCase(name: string, joint: string): string {
  return name
    .split(/[\s_-]+/)
    .map((word) => upperFirst(word))
    .join(joint);
}

function upperFirst(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}
