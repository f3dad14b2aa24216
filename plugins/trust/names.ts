/** Letters of other scripts that look like Latin ones. Source: the confusables of UTS 39, those of words. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ["аạ", "a"],
    ["ɡցġ", "g"],
    ["ԁ", "d"],
    ["еҽ", "e"],
    ["һ", "h"],
    ["іɩιı", "i"],
    ["ј", "j"],
    ["κк", "k"],
    ["ӏ", "l"],
    ["м", "m"],
    ["ոп", "n"],
    ["оοօσ", "o"],
    ["рρ", "p"],
    ["ԛ", "q"],
    ["г", "r"],
    ["ѕ", "s"],
    ["т", "t"],
    ["υս", "u"],
    ["ν", "v"],
    ["ԝѡ", "w"],
    ["хχ", "x"],
    ["уγ", "y"],
    ["сϲ", "c"],
    ["АΑ", "A"],
    ["ВΒ", "B"],
    ["СϹ", "C"],
    ["ЕΕ", "E"],
    ["НΗ", "H"],
    ["ІΙ", "I"],
    ["КΚ", "K"],
    ["МΜ", "M"],
    ["Ν", "N"],
    ["ОΟ", "O"],
    ["РΡ", "P"],
    ["Ѕ", "S"],
    ["ТΤ", "T"],
    ["ХΧ", "X"],
    ["ҮΥ", "Y"],
    ["Ζ", "Z"],
  ].flatMap(([from, to]) => [...from!].map((letter) => [letter, to!])),
);

const other = /[\u0131\u0250-\u02af\u0370-\u058f\u1ea1]/g;
const fromAnother = /[\u0370-\u03ff\u0400-\u052f\u0530-\u058f]/;

/** A text with letters that look Latin made Latin; a text of another script is left as it is. */
export function foldLookalikes(text: string): string {
  const plain = text.normalize("NFKC");
  if (!fromAnother.test(plain)) return plain;
  return plain.replace(/[\p{L}\p{M}]+/gu, (word) => {
    const foreign = word.match(other)?.length ?? 0;
    // A word of one other script is a word of that script, unless all of it could be Latin.
    const folded = word.replace(other, (letter) => lookalikes[letter] ?? letter);
    return foreign > 0 && /^[a-zA-Z]+$/.test(folded) ? folded : word;
  });
}

/** Whether a word mixes scripts, or is made of letters that only look Latin. */
export function isDisguised(name: string): boolean {
  return foldLookalikes(name) !== name.normalize("NFKC") || name !== name.normalize("NFKC");
}

/** The same for `readFile`, `read-file`, `read_file`. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/** The same for names that the eye takes for each other: `read_fiIe`, `read_fi1e`, `reаd_file`. */
export function skeletonOf(name: string): string {
  return plainName(
    foldLookalikes(name)
      .replace(/[Il1|]/g, "l")
      .replace(/[O0]/g, "o"),
  )
    .replace(/rn/g, "m")
    .replace(/vv/g, "w");
}
