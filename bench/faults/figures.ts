import { shortfall, type Verdict } from "./fault.ts";

export function figuresOf(verdicts: readonly Verdict[]): Record<string, number> {
  const count = (holds: (verdict: Verdict) => boolean) => verdicts.filter(holds).length;
  return {
    faults: count(({ struck }) => struck > 0),
    right: count(({ outcome }) => outcome === "right"),
    stopped: count(({ outcome }) => outcome === "stopped"),
    hangs: count(({ outcome }) => outcome === "hang"),
    wrongDone: count(({ outcome }) => outcome === "wrongDone"),
    ledgerBroken: count(({ ledger }) => ledger === "broken"),
    effectsTwice: verdicts.reduce((sum, { twice }) => sum + twice, 0),
    processesLeft: verdicts.reduce((sum, { left }) => sum + left, 0),
    /** Those that ended less well than they have to, in whatever way. */
    shortfalls: count((verdict) => shortfall(verdict) !== null),
  };
}
