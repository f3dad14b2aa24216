import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

const K1 = 1.2;
const B = 0.75;

/**
 * BM25 as the textbooks have it (Robertson, Zaragoza 2009), over server, name and description as one text: lower case, split
 * at what is neither letter nor digit and at case, no stemming, no stop words. What a search does that takes no trouble.
 */
export function plainBm25(tools: readonly ToolDefinition[]): (query: string) => string[] {
  const documents = tools.map((tool) => ({
    key: toolKey(tool),
    words: wordsOf(`${tool.server} ${tool.name} ${tool.description}`),
  }));
  const usual = documents.reduce((sum, { words }) => sum + words.length, 0) / documents.length;
  const counted = documents.map(({ key, words }) => {
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return { key, counts, length: words.length / usual };
  });
  const documentsWith = (word: string) => counted.filter(({ counts }) => counts.has(word)).length;
  return (query) => {
    const sought = [...new Set(wordsOf(query))].map((word) => {
      const having = documentsWith(word);
      return { word, idf: Math.log(1 + (tools.length - having + 0.5) / (having + 0.5)) };
    });
    const scored = counted.map(({ key, counts, length }) => {
      let score = 0;
      for (const { word, idf } of sought) {
        const count = counts.get(word) ?? 0;
        score += (idf * count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
      }
      return { key, score };
    });
    return scored.toSorted((a, b) => b.score - a.score).map(({ key }) => key);
  };
}

function wordsOf(text: string): string[] {
  return (
    text
      .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
