import { estimateTokens } from "../model/call.ts";

/**
 * As many worked examples, nearest first, as a window still holds beside what must be there: a prompt is a view, made to
 * the model's real window, and never cut by whoever serves it.
 */
export function examplesThatFit(
  examples: readonly string[],
  window: number,
  needed: { readonly characters: number; readonly outputTokens: number },
): string[] {
  let left = window - estimateTokens(needed.characters) - needed.outputTokens;
  const kept: string[] = [];
  for (const example of examples) {
    left -= estimateTokens(example.length);
    if (left < 0) break;
    kept.push(example);
  }
  return kept;
}
