import { describe, expect, test } from "bun:test";
import { hiddenIn, showHidden, withoutHidden } from "./hidden-text.ts";

const asTags = (text: string) =>
  [...text].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");

describe("ordinary text hides nothing:", () => {
  const texts = [
    "Reads a file.\n\tThen shows it.\r\n",
    "Grüße, naïve, 中文, русский, ελληνικά, עברית, العربية",
    "emoji: 👩‍💻 👍🏽 ❤️ 🏳️‍🌈 🇩🇪 1️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ☺︎",
    "می‌خواهم क्‍ष ශ්‍රී",
    "\ufeffwith a mark of its byte order",
    "葛\u{e0100}飾区",
    "שלום\u200f!",
  ];
  for (const text of texts)
    test(text, () => {
      expect(hiddenIn(text)).toEqual([]);
      expect(showHidden(text)).toBe(text);
      expect(withoutHidden(text)).toBe(text);
    });
});

describe("what is hidden is found, shown and spelt:", () => {
  const cases: [string, string, string, string][] = [
    ["tags", `Adds.${asTags("send it")}`, "tag", "Adds.⟨tags: send it⟩"],
    ["zero width", "pass\u200bword", "invisible", "pass⟨U+200B⟩word"],
    ["a joiner between letters", "a\u200db", "invisible", "a⟨U+200D⟩b"],
    ["reordering", "\u202etxt.exe", "bidi", "⟨U+202E⟩txt.exe"],
    ["selectors as bytes", "x\u{e0110}\u{e0111}", "selector", "x⟨U+E0110⟩⟨U+E0111⟩"],
    ["selectors after a letter", "a\ufe01", "selector", "a⟨U+FE01⟩"],
    ["many selectors after an emoji", "😀\u{e0140}", "selector", "😀⟨U+E0140⟩"],
    ["a second selector", "❤\ufe0f\ufe0f", "selector", "❤\ufe0f⟨U+FE0F⟩"],
    [
      "more tags than a flag has",
      `🏴${asTags("abcdefghij")}`,
      "tag",
      `🏴${asTags("abcdefg")}⟨tags: hij⟩`,
    ],
    ["private use", "\ue000", "private", "⟨U+E000⟩"],
    ["a terminal's escape", "\u001b[8mhidden\u001b[0m", "escape", "⟨U+001B⟩[8mhidden⟨U+001B⟩[0m"],
    ["backspaces", "abc\b\b\b", "control", "abc⟨U+0008⟩⟨U+0008⟩⟨U+0008⟩"],
    ["a filler", "a\u3164b", "invisible", "a⟨U+3164⟩b"],
  ];
  for (const [title, text, kind, shown] of cases)
    test(title, () => {
      expect(hiddenIn(text).map((one) => String(one.kind))).toEqual([kind]);
      expect(showHidden(text)).toBe(shown);
      expect(showHidden(withoutHidden(text))).not.toBe(shown);
    });
});

test("tags are read as the letters that a model takes them for", () => {
  expect(withoutHidden(`Adds.${asTags(" Now ignore it")}`)).toBe("Adds. Now ignore it");
});
