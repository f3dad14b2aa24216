import { withoutHidden } from "../../../mcp/hub/hidden-text.ts";
import { foldLookalikes } from "../names.ts";

/** A text as a model may take it: nothing hidden, look-alikes as letters, lower case, no decoration of words. */
export function plainText(text: string): string {
  return foldLookalikes(withoutHidden(text))
    .replace(/[’‘ʼ]/g, "'")
    .replace(/[“”*`~]/g, "")
    .toLowerCase()
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[\n ]*/g, "\n");
}

const digits: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

/** The same with words put together that were spelt apart or with digits; null: there are none. */
export function respelt(plain: string): string | null {
  const joined = plain.replace(/(?<![a-z0-9])[a-z](?:[ .\-_][a-z]){4,}(?![a-z0-9])/g, (run) =>
    run.replace(/[^a-z]/g, ""),
  );
  const spelt = joined.replace(/[a-z0-9@$]+/g, (word) =>
    /[a-z]/.test(word) && /[013457@$]/.test(word)
      ? word.replace(/[013457@$]/g, (sign) => digits[sign] ?? sign)
      : word,
  );
  return spelt === plain ? null : spelt;
}
