/**
 * What the caller asked for cannot be done, in one sentence that names the argument and the mend. Thrown anywhere below
 * a tool and turned into a tool error in one place (`tool.ts`); every other error is a bug.
 */
export class Refusal extends Error {
  override readonly name: string = "Refusal";
}

/** Refused for a cause that may pass by itself; every other refusal meets the same call again. */
export class Momentary extends Refusal {
  override readonly name = "Momentary";
}

/** What a result says of itself, so that a host does not make the same call again in vain. */
export function finality(isFinal: boolean): { "dev.glassbox/final"?: true } {
  return isFinal ? { "dev.glassbox/final": true } : {};
}

export function quote(text: string): string {
  return JSON.stringify(text);
}
