import { sha256 } from "../../kernel/json.ts";

const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The run of a program's calls has a name that follows from the effect, so that it is found again after a crash. */
export function childOf(effect: string): string {
  const bytes = Buffer.from(sha256(`program/${effect}`), "hex").subarray(0, 10);
  return [...bytes].map((byte) => DIGITS[byte % DIGITS.length]).join("");
}

/** What clocks and random numbers of a program follow from, so that it repeats itself. */
export function fixedFor(effect: string, at: number): { seed: number; epoch: number } {
  return { seed: Number.parseInt(sha256(`seed/${effect}`).slice(0, 8), 16), epoch: at };
}
