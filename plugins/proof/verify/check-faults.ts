import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Check } from "../../contracts/check.ts";
import type { Fault, Verdict } from "./verdict.ts";

/** A verdict with what other plugins work out again, such as the hashes of states that decisions have led to. */
export async function withChecks(
  verdict: Verdict,
  ledger: Pick<Ledger, "get" | "tenant" | "origin">,
  checks: ReadonlyMap<string, Check>,
): Promise<Verdict> {
  const faults: Fault[] = [];
  for (const [name, check] of checks) {
    for (const { event, what } of (await check()).faults) {
      const { oseq, source: origin } = ledger.get(event) ?? {
        oseq: 0,
        source: `/${ledger.tenant}/${ledger.origin}`,
      };
      faults.push({ oseq, origin, what: `${name}: ${what}` });
    }
  }
  if (faults.length === 0) return verdict;
  return { ...verdict, ok: false, faults: [...verdict.faults, ...faults] };
}
