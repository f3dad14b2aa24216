import type { Example } from "./example.ts";
import { cosine, type Meaning } from "./meaning.ts";
import type { Pattern } from "./pattern.ts";
import { sameWords, type Shape } from "./shape.ts";
import { WEIGHTS } from "./weights.ts";

export interface Likeness {
  readonly example: Example;
  /** 0 to 1. */
  readonly score: number;
}

/** How near each example comes to the goal: nearest first, in one order whatever order they came in. */
export function likenessesOf(
  goal: { readonly text: string; readonly shape: Shape },
  patterns: readonly Pattern[],
  meaning: Meaning,
): Likeness[] {
  const own = meaning.of(goal.text);
  const share = WEIGHTS.likeness.meaning;
  return patterns
    .map(({ example, text, shape }) => {
      const words = sameWords(goal.shape, shape);
      const other = own && meaning.of(text);
      const score = other ? share * cosine(own, other) + (1 - share) * words : words;
      return { example, score };
    })
    .toSorted((a, b) => b.score - a.score || order(a.example, b.example));
}

function order(left: Example, right: Example): number {
  const [a, b] = [idOf(left), idOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function idOf({ tool, goal, source, event }: Example): string {
  return [tool, goal, source, event ?? ""].join("\n");
}
