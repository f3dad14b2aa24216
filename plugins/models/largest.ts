import type { ModelSummary } from "./provider.ts";

/** A model's file may take this part of the memory: prompt, kernel and everything else need the rest. */
const SHARE_OF_MEMORY = 0.75;

/**
 * The model that answers when nobody named one: of those on this machine that can complete a text and whose file fits
 * the memory, the one with the most weights, then the largest file, then the first name. The order in which a server
 * lists them and what is loaded at the moment make no difference.
 */
export function largestThatFits(
  models: readonly ModelSummary[],
  memory: number,
): ModelSummary | null {
  const able = models.filter(
    ({ capabilities, remote, bytes }) =>
      !remote && capabilities.includes("completion") && (bytes ?? 0) <= memory * SHARE_OF_MEMORY,
  );
  const size = ({ parameters, bytes }: ModelSummary) => [parameters ?? 0, bytes ?? 0] as const;
  const [best] = able.toSorted((a, b) => {
    const [[weights, file], [otherWeights, otherFile]] = [size(a), size(b)];
    return otherWeights - weights || otherFile - file || (a.name < b.name ? -1 : 1);
  });
  return best ?? null;
}
