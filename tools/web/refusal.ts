/**
 * What the caller asked for cannot be done, in one sentence that names the argument and the mend.
 * Thrown anywhere below the tool and turned into a tool error in one place; every other error is a bug.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

export function quote(text: string): string {
  return JSON.stringify(text);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
