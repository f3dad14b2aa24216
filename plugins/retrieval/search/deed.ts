import { stem, wordsOf } from "../words.ts";

/** What is done to the world: it is looked at, something is added, changed, or taken away. */
export type Deed = "look" | "add" | "change" | "remove";

const VERBS: Readonly<Record<Deed, string>> = {
  look:
    "check count describe display explain export fetch find get inspect list look lookup navigate open print query read " +
    "retrieve scan scrape search see show view watch which what who whose when where",
  add: "add append attach build create deploy file fork generate init insert install launch make new note post produce publish put register report save start store upload write",
  change:
    "adjust alter assign change correct edit fix modify move patch rename replace set switch toggle transfer update upgrade",
  remove:
    "abort cancel clean clear close delete destroy discard drop erase forget kill purge remove stop terminate trash uninstall wipe",
};

const DEEDS: ReadonlyMap<string, Deed> = new Map(
  Object.entries(VERBS).flatMap(([deed, verbs]) =>
    verbs.split(" ").map((verb) => [stem(verb), deed as Deed] as const),
  ),
);

/** By the first word of a tool's name that is such a verb; null where none is. */
export function deedOfName(name: string): Deed | null {
  return firstDeed(wordsOf(name));
}

/** A request begins with its verb; further on, the same words are as often nouns. */
export function deedOfGoal(goal: string): Deed | null {
  return firstDeed(wordsOf(goal).slice(0, FIRST_WORDS));
}

const FIRST_WORDS = 3;

function firstDeed(words: readonly string[]): Deed | null {
  for (const word of words) {
    const deed = DEEDS.get(stem(word));
    if (deed !== undefined) return deed;
  }
  return null;
}
