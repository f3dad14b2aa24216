import type { Fixed } from "./types.ts";

/** Of a run whose seed is given and whose clock is not. */
const STANDARD_EPOCH = Date.UTC(2026, 0, 1);

export interface AskedFixed {
  readonly seed?: number | undefined;
  readonly epoch?: string | undefined;
}

/** Null: nobody asks for a repeatable run. */
export function fixedFor({ seed, epoch }: AskedFixed, otherwise: Fixed | null): Fixed | null {
  if (seed === undefined && epoch === undefined) return otherwise;
  const begins = epoch === undefined ? undefined : Date.parse(epoch);
  return {
    seed: seed ?? otherwise?.seed ?? 0,
    epoch: begins ?? otherwise?.epoch ?? STANDARD_EPOCH,
  };
}
