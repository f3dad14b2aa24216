import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Check } from "../../contracts/check.ts";
import type { EventLook } from "./verify.ts";

/** What other plugins can work out again, such as the hashes of states that decisions have led to. */
export function checksLook(
  ledger: Pick<Ledger, "get" | "tenant" | "origin">,
  checks: ReadonlyMap<string, Check>,
): EventLook {
  return {
    see() {},
    *faults() {
      for (const [name, check] of checks) {
        for (const { event, what } of check().faults) {
          const { oseq, source: origin } = ledger.get(event) ?? {
            oseq: 0,
            source: `/${ledger.tenant}/${ledger.origin}`,
          };
          yield { oseq, origin, what: `${name}: ${what}` };
        }
      }
    },
  };
}
