import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import { toolKey } from "../../../kernel/plan.ts";
import { parametersOf } from "../tool-traits.ts";
import { WEIGHTS } from "../weights.ts";
import { termsOf, wordsOf } from "../words.ts";
import { type Deed, deedOfName } from "./deed.ts";

export interface Book {
  readonly key: string;
  /** The words of the server's name. */
  readonly server: ReadonlySet<string>;
  readonly deed: Deed | null;
}

/** Where a word stands: in which book, and how much it counts there, from 0 to 1. */
export interface Place {
  readonly book: number;
  readonly share: number;
}

/** Tools as texts, by their words. */
export interface Library {
  readonly books: readonly Book[];
  readonly places: ReadonlyMap<string, readonly Place[]>;
  readonly servers: ReadonlySet<string>;
  /** All words, those of the servers' names too. */
  readonly vocabulary: readonly string[];
}

export function openLibrary(tools: readonly ToolDefinition[]): Library {
  const places = new Map<string, Place[]>();
  const servers = new Set<string>();
  const books = tools.map((tool, book): Book => {
    const server = new Set(termsOf(tool.server));
    for (const word of server) servers.add(word);
    for (const [word, count] of countsOf(tool, server)) {
      const place = { book, share: count / (count + WEIGHTS.search.k1) };
      const all = places.get(word);
      if (all) all.push(place);
      else places.set(word, [place]);
    }
    return { key: toolKey(tool), server, deed: deedOfName(tool.name) };
  });
  return { books, places, servers, vocabulary: [...new Set([...places.keys(), ...servers])] };
}

/** BM25F: each field's counts by its length and weight, before they are saturated. */
function countsOf(tool: ToolDefinition, server: ReadonlySet<string>): Map<string, number> {
  const { fields, leadWords } = WEIGHTS.search;
  const said = wordsOf(tool.description);
  const lead = Math.min(firstSentence(tool.description), leadWords);
  const parameters = parametersOf(tool);
  const texts = {
    // `slack_post_message` of the server `slack` says that once.
    name: termsOf(tool.name).filter((word) => !server.has(word)),
    lead: termsOf(said.slice(0, lead).join(" ")),
    rest: termsOf(said.slice(lead).join(" ")),
    parameters: termsOf(parameters.map((one) => one.name).join(" ")),
    details: termsOf(parameters.map((one) => one.description).join(" ")),
  };
  const counts = new Map<string, number>();
  for (const [field, { weight, b, usual }] of Object.entries(fields)) {
    const words = texts[field as keyof typeof texts];
    const each = weight / (1 - b + (b * words.length) / usual);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + each);
  }
  return counts;
}

/** How many words the first sentence has: it says what the tool is for. */
function firstSentence(text: string): number {
  const end = /[.!?](?=\s|$)|\n\s*\n/.exec(text.trim());
  return wordsOf(end ? text.trim().slice(0, end.index) : text).length;
}
