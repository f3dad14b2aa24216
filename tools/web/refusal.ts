/**
 * What the caller asked for cannot be done, in one sentence that names the argument and the mend.
 * Thrown anywhere below the tool and turned into a tool error in one place; every other error is a bug.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Refused for a cause that may pass by itself; every other refusal meets the same call again. */
export class Momentary extends Refusal {}

/** What a result says of itself, so that a host does not make the same call again in vain. */
export function finality(refusal: Refusal): { "dev.glassbox/final"?: true } {
  return refusal instanceof Momentary ? {} : { "dev.glassbox/final": true };
}

export function quote(text: string): string {
  return JSON.stringify(text);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
