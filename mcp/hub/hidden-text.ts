// Characters that a person does not see and a model reads, or that make text look like another one.
// Sources: Unicode 16 (tags, bidi controls, variation selectors), UTR 36, ECMA-48.

/** Kinds, and how each is called in a sentence. */
export const hiddenKinds = {
  tag: "Unicode tag characters",
  bidi: "characters that reorder text",
  invisible: "invisible characters",
  selector: "variation selectors",
  private: "private-use characters",
  control: "control characters",
  escape: "terminal escape sequences",
} as const;

export type HiddenKind = keyof typeof hiddenKinds;

export interface Hidden {
  readonly kind: HiddenKind;
  readonly count: number;
}

/** A text without any of these needs no second look; most are. */
const suspicious =
  // oxlint-disable-next-line no-control-regex no-misleading-character-class
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{f0000}-\u{10fffd}]/u;

const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u20e3\ufe0f#*0-9]|\p{EMod}/u;
/** Scripts in which joiners and direction marks are part of writing. */
const joining =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Gurmukhi}|\p{Script=Gujarati}|\p{Script=Oriya}|\p{Script=Tamil}|\p{Script=Telugu}|\p{Script=Kannada}|\p{Script=Malayalam}|\p{Script=Sinhala}|\p{Script=Khmer}|\p{Script=Myanmar}|\p{Script=Mongolian}|\p{Script=Tibetan}/u;
const han = /\p{Script=Han}/u;

interface Found {
  readonly kind: HiddenKind;
  readonly at: number;
  readonly code: number;
}

/** What is hidden in a text, by kind; empty for ordinary text in any language. Linear in its length. */
export function hiddenIn(text: string): Hidden[] {
  if (!suspicious.test(text)) return [];
  const counts = new Map<HiddenKind, number>();
  for (const { kind } of hiddenCharacters(text)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count }));
}

/** The text with everything hidden spelt out: `⟨U+200B⟩`, and tag characters as what they spell: `⟨tags: ignore⟩`. */
export function showHidden(text: string): string {
  if (!suspicious.test(text)) return text;
  const parts: string[] = [];
  let from = 0;
  let spelt = "";
  const endTags = () => {
    if (spelt !== "") parts.push(`⟨tags: ${spelt}⟩`);
    spelt = "";
  };
  for (const { kind, at, code } of hiddenCharacters(text)) {
    if (at > from) {
      endTags();
      parts.push(text.slice(from, at));
    }
    from = at + (code > 0xffff ? 2 : 1);
    const letter = kind === "tag" && code >= 0xe0020 && code <= 0xe007e;
    if (letter) {
      spelt += String.fromCharCode(code - 0xe0000);
      continue;
    }
    endTags();
    parts.push(`⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`);
  }
  endTags();
  parts.push(text.slice(from));
  return parts.join("");
}

/** The text as a model may read it: tag characters as letters, everything else hidden left out. */
export function withoutHidden(text: string): string {
  if (!suspicious.test(text)) return text;
  const parts: string[] = [];
  let from = 0;
  for (const { kind, at, code } of hiddenCharacters(text)) {
    parts.push(text.slice(from, at));
    from = at + (code > 0xffff ? 2 : 1);
    if (kind === "tag" && code >= 0xe0020 && code <= 0xe007e) {
      parts.push(String.fromCharCode(code - 0xe0000));
    }
  }
  parts.push(text.slice(from));
  return parts.join("");
}

function* hiddenCharacters(text: string): Generator<Found> {
  let before = "";
  // Tags that a flag may still have: a region is spelt with at most six, and an end.
  let flag = 0;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!;
    const character = String.fromCodePoint(code);
    const size = character.length;
    const kind = suspicious.test(character) ? kindOf(code) : undefined;
    if (code === 0x1f3f4) flag = 8;
    else flag = kind === "tag" ? Math.max(0, flag - 1) : 0;
    const isFine =
      (kind === "tag" && flag > 0) ||
      (kind && isOrdinary(kind, code, before, text.codePointAt(at + size)));
    if (kind !== undefined && !isFine) yield { kind, at, code };
    if (kind === undefined || isFine) before = character;
    at += size;
  }
}

function kindOf(code: number): HiddenKind {
  if (code === 0x1b || code === 0x9b) return "escape";
  if (code < 0xa0) return "control";
  if (code >= 0xe0000 && code <= 0xe007f) return "tag";
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return "selector";
  if (code >= 0x180b && code <= 0x180d) return "selector";
  if ((code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000) return "private";
  if (code === 0x61c || code === 0x200e || code === 0x200f) return "bidi";
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return "bidi";
  return "invisible";
}

/** What writing and emoji need: one of it, after what it belongs to. */
function isOrdinary(kind: HiddenKind, code: number, before: string, next: number | undefined) {
  const after = next === undefined ? "" : String.fromCodePoint(next);
  if (code === 0xfeff) return before === "" && after !== "";
  if (code === 0x2028 || code === 0x2029 || code === 0x0c) return true;
  if (code === 0xad) return /\p{L}/u.test(before) && /\p{L}/u.test(after);
  if (kind === "selector" && code >= 0xe0100) return han.test(before);
  if (kind === "selector" && code >= 0x180b && code <= 0x180d) return joining.test(before);
  if (kind === "selector")
    return (
      (before !== "\ufe0f" && pictograph.test(before)) ||
      /[\p{S}\p{P}]/u.test(before) ||
      han.test(before)
    );
  if (code === 0x200d)
    return (pictograph.test(before) && pictograph.test(after)) || joining.test(before);
  if (code === 0x200c) return joining.test(before);
  if (code === 0x200e || code === 0x200f || code === 0x61c) return joining.test(before + after);
  return false;
}
