/** Shorter values are words of every sentence, and are not taken out of texts. */
export const SHORTEST = 6;
/** Of a value of several parts (lines, members of JSON), the parts that are taken for secrets themselves. */
const SHORTEST_PART = 16;
const TELLING = /token|secret|verifier|password|passphrase|private|assertion|(?:^|[a-z_])key$/i;
/** A text inside a text inside a text. */
const ESCAPES = 3;

/** Everything by which a value may stand in a text, the longest first. */
export function formsOf(value: string): readonly string[] {
  const forms = new Set<string>();
  for (const part of [value, ...partsOf(value)]) {
    if (part.length < SHORTEST) continue;
    for (const form of [...escapedOf(part), ...urlsOf(part), ...bytesOf(part)])
      if (form.length >= SHORTEST) forms.add(form);
  }
  return [...forms].toSorted((a, b) => b.length - a.length);
}

/** The lines of a key file; in JSON (tokens of a login) what is a secret by its name. */
function partsOf(value: string): string[] {
  const isLong = (part: string) => part.length >= SHORTEST_PART;
  const lines = value.split(/\r?\n/).filter((line) => isLong(line) && !line.startsWith("-----"));
  const parts = value.includes("\n") ? lines : [];
  if (/^\s*[[{]/.test(value)) collect(parse(value), "", parts);
  return parts.filter(isLong);
}

function collect(value: unknown, name: string, parts: string[]): void {
  if (typeof value === "string" && TELLING.test(name) && !/^https?:\/\//.test(value))
    parts.push(value);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value))
    collect(member, Array.isArray(value) ? name : key, parts);
}

function escapedOf(value: string): string[] {
  const forms = [value];
  for (let level = 0; level < ESCAPES; level += 1) {
    const inner = JSON.stringify(forms.at(-1)).slice(1, -1);
    forms.push(inner);
  }
  // Some writers escape all that is not ASCII, and the slash.
  const ascii = forms[1]!.replaceAll(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [...forms, ascii, forms[1]!.replaceAll("/", "\\/"), ascii.replaceAll("/", "\\/")];
}

function urlsOf(value: string): string[] {
  const wellFormed = value.toWellFormed();
  const component = encodeURIComponent(wellFormed);
  const form = new URLSearchParams({ v: wellFormed }).toString().slice(2);
  const forms = [component, form, encodeURI(wellFormed)];
  return [
    ...forms,
    ...forms.map((one) => one.replaceAll(/%[\dA-F]{2}/g, (at) => at.toLowerCase())),
  ];
}

/** Base64 has three ways to write the same bytes, by where in the text they begin. */
function bytesOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms = [bytes.toString("hex"), bytes.toString("hex").toUpperCase()];
  for (const before of [0, 1, 2]) {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = Math.ceil((before * 8) / 6);
    const end = Math.floor((all.length * 8) / 6);
    for (const encoding of ["base64", "base64url"] as const)
      forms.push(all.toString(encoding).slice(first, end));
  }
  return forms;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
