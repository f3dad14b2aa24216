/** What stands in a goal that an argument could be, and the goal with a common word in the place of each. */
export interface GoalTraits {
  readonly urls: number;
  /** With an extension. */
  readonly files: number;
  /** With a slash and no extension. */
  readonly folders: number;
  readonly globs: number;
  /** In quotes, and none of the others. */
  readonly quotes: number;
  readonly code: number;
  /** Options as of a command, such as `--release`. */
  readonly flags: number;
  readonly numbers: number;
  readonly dates: number;
  /** Asks for something to be said, not done. */
  readonly isQuestion: boolean;
  /** `Move a.md to "My b.md"` as `Move file to file`. */
  readonly masked: string;
  /** The goal without them. */
  readonly rest: string;
}

type Kind = Exclude<keyof GoalTraits, "isQuestion" | "masked" | "rest">;

/** An apostrophe inside a word opens no quotation. */
const PIECE =
  /"([^"\n]+)"|“([^”\n]+)”|«([^»\n]+)»|`([^`\n]+)`|(?<![\p{L}\p{N}])'([^\n]+?)'(?![\p{L}\p{N}])|(\S+)/gu;

/** "Could you…" asks for a deed. */
const QUESTION =
  /^(?:(?:about|at|from|in|of|on) )?(?:what|which|where|when|whose?|how|why|is|are|was|were|does|did|has|(?:do|have|am) (?:i|we|you|they))(?![\p{L}'])/iu;

/** Files that have no extension by custom. */
const BARE_FILE =
  /^(?:AUTHORS|CHANGELOG|CODEOWNERS|COPYING|LICEN[CS]E|NOTICE|README|VERSION|(?:Brew|Docker|Gem|Just|Make|Proc)file)$/;

const ABBREVIATION = /^(?:a\.m|e\.g|i\.e|p\.m|u\.[ks])$/i;

/** The word that stands for each kind; numbers and dates stay as they are. */
const WORD: Readonly<Partial<Record<Kind, string>>> = {
  urls: "link",
  files: "file",
  folders: "folder",
  globs: "pattern",
  quotes: "text",
  code: "code",
};

export function readGoal(text: string): GoalTraits {
  const counts: Record<Kind, number> = {
    urls: 0,
    files: 0,
    folders: 0,
    globs: 0,
    quotes: 0,
    code: 0,
    flags: 0,
    numbers: 0,
    dates: 0,
  };
  const masked: string[] = [];
  const rest: string[] = [];
  for (const [whole, ...groups] of text.matchAll(PIECE)) {
    const quoted = groups.slice(0, 5).find((group) => group !== undefined);
    const kind = quoted === undefined ? kindOfToken(trimmed(whole)) : kindOfQuote(quoted);
    if (kind) counts[kind] += 1;
    const word = kind && WORD[kind];
    // A sign that stands alone, as the comma after a quotation.
    if (!kind && !/[\p{L}\p{N}]/u.test(whole)) continue;
    masked.push(word ?? whole);
    if (word === undefined) rest.push(whole);
  }
  const isQuestion = QUESTION.test(text.trim());
  return { ...counts, isQuestion, masked: masked.join(" "), rest: rest.join(" ") };
}

/** Without the punctuation of the sentence around it. */
function trimmed(token: string): string {
  return token.replace(/^[([{¿¡]+(?![^\s]*[)\]}]$)/u, "").replace(/[.,;:!?…]+$/u, "");
}

function kindOfQuote(text: string): Kind {
  const kind = kindOfToken(text);
  if (kind === "urls" || kind === "globs" || kind === "files" || kind === "folders") return kind;
  if (isFileName(text)) return "files";
  return isCode(text) ? "code" : "quotes";
}

function kindOfToken(token: string): Kind | undefined {
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(token)) return "urls";
  if (/^\d{4}-\d{2}-\d{2}$/.test(token)) return "dates";
  if (/^[+-]?\d+(?:[.,]\d+)*%?$/.test(token)) return "numbers";
  if (/^--?[a-z][\w-]*$/i.test(token)) return "flags";
  if (isGlob(token)) return "globs";
  if (isCode(token)) return "code";
  if (!/\s/.test(token) && isFileName(token)) return "files";
  if (/^[^\s()<>]*[\p{L}\p{N}_~.-]\/[^\s()<>]*$/u.test(token) && !/^\d+\/\d+$/.test(token))
    return "folders";
  return undefined;
}

/** Ends with an extension of letters and digits, or is a dot file. */
function isFileName(text: string): boolean {
  if (BARE_FILE.test(text)) return true;
  if (ABBREVIATION.test(text)) return false;
  if (/[()<>"|\n]/.test(text) && !/ \(/.test(text)) return false;
  return /^(?:.*[^\s./])?\.(?=[\p{L}\p{N}_]*\p{L})[\p{L}\p{N}_]{1,9}$/u.test(text);
}

function isGlob(text: string): boolean {
  if (/[()=;'"]/.test(text) || /^\d+\*+\d+$/.test(text)) return false;
  if (/\*/.test(text)) return /[\p{L}\p{N}./]/u.test(text);
  return /[\p{L}\p{N}_-]\?+[\p{L}\p{N}.]|\{[^}]*,[^}]*\}|\[[^\]]+\]\S*\./u.test(text);
}

function isCode(text: string): boolean {
  return /\w\(.*\)|^\d+\s*(?:\*\*?|[+/%-])\s*\d+$|;\s*\w+|^\w+\s*=\s*\S/.test(text);
}
