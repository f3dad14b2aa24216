import { canonicalize, sha256, type JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { countWords, type WordCounts } from "./bm25.ts";
import type { Pattern } from "./pattern.ts";
import { Recent } from "./recent.ts";
import { type Library, openLibrary } from "./search/library.ts";
import { type Parameter, parametersOf } from "./tool-traits.ts";
import { WEIGHTS } from "./weights.ts";
import { termsOf, wordsOf } from "./words.ts";

/** A tool as it is searched. */
export interface Entry {
  readonly key: string;
  readonly words: WordCounts;
  readonly parameters: readonly Parameter[];
  /** What is embedded. */
  readonly text: string;
}

/** Tools made ready to be searched, by `server__tool`. */
export type Catalogue = ReadonlyMap<string, Entry>;

/** The same tools by what they take, and by their words. */
export interface Shelf {
  readonly catalogue: Catalogue;
  readonly library: Library;
}

/** Words; all tools of this house have fewer. */
const EMBEDDED = 80;

/** Lists of so many directories stay ready. */
const KEPT = 8;

/** Reads each list of tools once, whatever its order. */
export function createCatalogues(): (tools: readonly ToolDefinition[]) => Shelf {
  const recent = new Recent<Shelf>(KEPT);
  return (tools) => {
    const hash = sha256(tools.map(identityOf).toSorted().join("\n"));
    const shelf = recent.get(hash) ?? shelve(tools);
    recent.set(hash, shelf);
    return shelf;
  };
}

function shelve(tools: readonly ToolDefinition[]): Shelf {
  const catalogue = new Map(tools.map((tool) => [toolKey(tool), entryOf(tool)]));
  return { catalogue, library: openLibrary(tools) };
}

/** The same tools with the words of their worked goals, without those that say what each is about. */
export function withExamples(catalogue: Catalogue, patterns: readonly Pattern[]): Catalogue {
  const { examples: weight } = WEIGHTS.bm25;
  const all = new Map(catalogue);
  const counted = new Map<string, Map<string, number>>();
  for (const { example, terms } of patterns) {
    const entry = catalogue.get(example.tool);
    if (!entry) continue;
    let counts = counted.get(entry.key);
    if (!counts) {
      counts = new Map(entry.words.counts);
      counted.set(entry.key, counts);
      all.set(entry.key, { ...entry, words: { counts, length: entry.words.length } });
    }
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + weight);
  }
  return all;
}

/** How many tools have each of the words. */
export function countTools(catalogue: Catalogue, words: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) {
    let count = 0;
    for (const entry of catalogue.values()) if (entry.words.counts.has(word)) count += 1;
    counts.set(word, count);
  }
  return counts;
}

/** The hub's hash covers all that is read here. */
function identityOf(tool: ToolDefinition): string {
  const { inputSchema, description, meta, paths } = tool;
  const read: JsonObject = { inputSchema, description, meta, paths };
  return `${toolKey(tool)} ${tool.hash || sha256(canonicalize(read))}`;
}

function entryOf(tool: ToolDefinition): Entry {
  const parameters = parametersOf(tool);
  return {
    key: toolKey(tool),
    parameters,
    words: countWords({
      // The word of `files_read` that its server `files` has too counts once.
      name: [...new Set(termsOf(`${tool.server} ${tool.name}`))],
      description: termsOf(tool.description),
      parameters: termsOf(parameters.map((one) => `${one.name} ${one.description}`).join(" ")),
    }),
    text: `${wordsOf(tool.name).join(" ")}: ${beginning(tool.description)}`,
  };
}

/** What a tool is for stands at the beginning; an embedder takes its time for every word, and forgets what is far down. */
function beginning(description: string): string {
  const words = description.split(" ");
  return words.length <= EMBEDDED ? description : words.slice(0, EMBEDDED).join(" ");
}
