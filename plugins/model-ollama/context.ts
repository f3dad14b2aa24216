/** Tokens of an answer that a call makes room for when it does not say how many it wants. */
export const USUAL_ANSWER = 1024;
/** What Ollama itself loads a model with on a small machine: two callers with sizes of their own take turns loading it. */
const SMALLEST = 4096;

/**
 * An estimate on the safe side. Prose has about four letters a token, JSON and code three; a letter outside ASCII is
 * about one token to large vocabularies and two or three to small ones.
 */
export function estimateTokens(text: string): number {
  let ascii = 0;
  let others = 0;
  for (const character of text) {
    if (character.charCodeAt(0) < 128) ascii += 1;
    else others += 1;
  }
  return Math.max(Math.ceil(ascii / 3 + others * 1.5), leastTokens(text));
}

/** Fewer tokens than any tokenizer makes of it: none joins two words, or sixteen bytes that are no blanks. */
export function leastTokens(text: string): number {
  let least = 0;
  for (const [word] of text.matchAll(/\S+/g)) least += Math.ceil(word.length / 16);
  return least;
}

/**
 * The context to ask for. A model that is loaded with enough room stays as it is, because another size loads it anew;
 * else doubling steps, so that few prompts ask for a size of their own. Never above the model's real window.
 */
export function contextFor(need: number, window: number, loaded: number | null): number {
  if (loaded !== null && loaded >= need && loaded <= window) return loaded;
  let size = SMALLEST;
  while (size < need) size *= 2;
  return Math.min(size, window);
}
