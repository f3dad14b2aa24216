import type { Span, Token } from "./span.ts";
import { STOP } from "./words.ts";

const THING =
  "(?:file|page|note|text|results?|output|answer|contents?|document|list|link|hit|match|one|code|script|command|address|url|letter|memory|value|number|folder|summary)";

/** Words that stand for what came before: "it", "its text", "the first match", "what it printed". */
const MENTION = new RegExp(
  [
    `\\bwhat (?:it|that|this|(?:the|this|that) [\\p{L}]+) (?:says?|said|prints?|printed|contains?|outputs?|returns?|returned|answers?|answered)\\b`,
    `\\bwhat(?:'s| is) in (?:it|there)\\b`,
    `\\b(?:the|its|their|that|this|whatever)\\s+(?:(?:whole|full|first|found|finished|renamed|resulting|new|same|fetched|matching|web)\\s+)*${THING}\\b(?:\\s+of (?:it|that|them))?(?:\\s+(?:you find|that comes up|with it|in it|that has it|where it appears))?`,
    `\\bthe first(?:\\s+of (?:them|these|those))?(?=\\s*(?:$|[,.;]| (?:and|to|in|into|as)\\b))`,
    `\\b(?:it|them|this|that|these|those)\\b(?:\\s+${THING}\\b)?`,
  ].join("|"),
  "giu",
);

/** Where a clause speaks of something that came before. Quoted words mean themselves. */
export function mentionsIn(text: string, tokens: readonly Token[]): Span[] {
  const quoted = tokens.filter(({ isQuoted }) => isQuoted);
  return [...text.matchAll(MENTION)].flatMap((found): Span[] => {
    const start = found.index;
    const end = start + found[0].length;
    const isInside = quoted.some((one) => start >= one.start && end <= one.end);
    if (isInside || (found[0].includes(" ") && isFollowedByValue(tokens, end))) return [];
    return [{ text: found[0], start, end, shape: "phrase", isQuoted: false }];
  });
}

/** "with the text sunny": the words only announce the value that follows. */
function isFollowedByValue(tokens: readonly Token[], end: number): boolean {
  const before = tokens.findLast((token) => token.end <= end);
  const next = tokens.find((token) => token.start >= end);
  if (!next || (before && /[,;.]/.test(before.mark))) return false;
  return next.isQuoted || !STOP.has(next.word);
}
