import { stat } from "node:fs/promises";
import { z } from "zod";
import { hiddenArg, pathArg } from "./args.ts";
import { EXAMPLES } from "./examples.ts";
import { cut, splitLines } from "./lines.ts";
import { quote, Refusal } from "./refusal.ts";
import { createLineMatcher } from "./regex.ts";
import { type Located, locate } from "./root.ts";
import { type TextFile, texts } from "./texts.ts";
import { defineTool, input, READ_ONLY } from "./tool.ts";
import { mayMatch, parseQuery, scoreLine } from "./words.ts";

const TOTAL_MS = 20_000;
/** A longer line is matched and answered up to here. */
const MAX_LINE_CHARS = 2_000;
const MAX_SKIPPED = 100;

const match = z.object({
  path: z.string(),
  line: z.number().describe("Counted from 1"),
  text: z.string().describe(`The line, up to ${MAX_LINE_CHARS} characters`),
  score: z.number().describe("How many distinct words of the query the line has; 1 for a pattern"),
});
type Match = z.output<typeof match>;

const wanted = z
  .string()
  .regex(/\S/, "is empty; give what to look for")
  .max(1000, "is too long; give at most 1000 characters");

interface Wanted {
  readonly pattern: string | undefined;
  readonly query: string | undefined;
  readonly regex: boolean;
  readonly caseSensitive: boolean;
}

interface Matcher {
  match(file: TextFile): Promise<Match[]>;
  /** Ordered by path and line already, so that the walk may end at the limit. */
  readonly isOrdered: boolean;
  close(): void;
}

export const filesSearch = defineTool({
  name: "files_search",
  title: "Search in files",
  description:
    "Finds the lines of text files that hold a text, match a regex or have the words of a query.",
  input: input({
    pattern: wanted
      .optional()
      .describe("Text to look for as it stands, or a regular expression with regex"),
    query: wanted.optional().describe("A question or words instead: best line first"),
    path: pathArg.default(".").describe("File or directory to search, relative to the root"),
    regex: z
      .boolean()
      .default(false)
      .describe("Take the pattern as a JavaScript regular expression"),
    caseSensitive: z.boolean().default(false).describe("Tell capitals from small letters"),
    limit: z.int().min(1).max(10_000).default(200).describe("Most lines to answer with"),
    hidden: hiddenArg,
  }),
  output: z.object({
    matches: z.array(match),
    files: z.number().describe("How many text files were searched"),
    truncated: z.boolean().describe("There may be more than these"),
    skipped: z.array(z.string()).describe("Not searched: unreadable or too large"),
  }),
  annotations: READ_ONLY,
  effect: "read",
  paths: ["$args.path"],
  examples: EXAMPLES.search,
  summary: ({ matches, files, truncated }) =>
    `${matches.length}${truncated ? " or more" : ""} matches in ${files} files`,
  async run(
    { pattern, query, path, regex, caseSensitive, limit, hidden },
    { root, maxBytes },
    signal,
  ) {
    const start = await locate(root, "path", path);
    await requireExists(start);
    const skipped: string[] = [];
    const skip = (name: string) => skipped.length < MAX_SKIPPED && skipped.push(name);
    const found = texts({
      start,
      hidden,
      signal,
      maxBytes,
      deadline: Date.now() + TOTAL_MS,
      onUnreadable: skip,
      onSkipped: skip,
    });
    const matcher = matcherFor({ pattern, query, regex, caseSensitive }, signal);
    let matches: Match[] = [];
    let files = 0;
    try {
      for (;;) {
        const { value, done } = await found.next();
        if (done) return { ...select(matches, limit, !value), files, skipped };
        files += 1;
        for (const one of await matcher.match(value)) matches.push(one);
        if (matcher.isOrdered && matches.length > limit)
          return { ...select(matches, limit, true), files, skipped };
        // Keeps memory in bounds; one more than the limit still says that there were more.
        if (matches.length > 20 * limit) matches = best(matches).slice(0, limit + 1);
      }
    } finally {
      matcher.close();
    }
  },
});

function select(matches: readonly Match[], limit: number, truncated: boolean) {
  return {
    matches: best(matches).slice(0, limit),
    truncated: truncated || matches.length > limit,
  };
}

/** Best score first; equal scores keep the order of path and line in which they were found. */
function best(matches: readonly Match[]): Match[] {
  return matches.toSorted((a, b) => b.score - a.score);
}

async function requireExists(start: Located): Promise<void> {
  if (await stat(start.real).catch(() => undefined)) return;
  throw new Refusal(
    `path: ${quote(start.path)} does not exist; files_list and files_glob show what does`,
  );
}

function matcherFor(
  { pattern, query, regex, caseSensitive }: Wanted,
  signal: AbortSignal,
): Matcher {
  if ((pattern === undefined) === (query === undefined)) {
    throw new Refusal("pattern: give either pattern (a text or regex) or query (words), not both");
  }
  if (query !== undefined) {
    if (regex) throw new Refusal("regex: it belongs to pattern; give pattern instead of query");
    return wordMatcher(query, caseSensitive);
  }
  return regex
    ? regexMatcher(pattern!, caseSensitive, signal)
    : textMatcher(pattern!, caseSensitive);
}

function textMatcher(pattern: string, caseSensitive: boolean): Matcher {
  const folded = (text: string) => (caseSensitive ? text : text.toLowerCase());
  const sought = folded(pattern);
  return {
    isOrdered: true,
    close: () => undefined,
    async match(file) {
      if (!folded(file.text).includes(sought)) return [];
      return linesOf(file).flatMap((line, index) =>
        folded(line).includes(sought) ? [toMatch(file, line, index, 1)] : [],
      );
    },
  };
}

function wordMatcher(text: string, caseSensitive: boolean): Matcher {
  const query = parseQuery(text, caseSensitive);
  if (query.words.length + query.parts.length === 0)
    throw new Refusal(
      `query: ${quote(text)} holds no word; give letters or digits, or give it as pattern`,
    );
  return {
    isOrdered: false,
    close: () => undefined,
    async match(file) {
      if (!mayMatch(query, file.text)) return [];
      return linesOf(file)
        .map((line, index) => toMatch(file, line, index, scoreLine(query, line)))
        .filter(({ score }) => score > 0);
    },
  };
}

function regexMatcher(pattern: string, caseSensitive: boolean, signal: AbortSignal): Matcher {
  const matcher = createLineMatcher(pattern, caseSensitive, signal);
  return {
    isOrdered: true,
    close: () => matcher[Symbol.dispose](),
    async match(file) {
      const lines = linesOf(file);
      const numbers = await matcher.match(lines);
      return numbers.map((index) => toMatch(file, lines[index] ?? "", index, 1));
    },
  };
}

function linesOf({ text }: TextFile): string[] {
  return splitLines(text).map(({ start, end }) => cut(text.slice(start, end), MAX_LINE_CHARS));
}

function toMatch(file: TextFile, text: string, index: number, score: number): Match {
  return { path: file.path, line: index + 1, text, score };
}
