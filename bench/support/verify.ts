import type { Ledger } from "../../kernel/ledger/index.ts";
import { type Verdict, verifyNow } from "../../plugins/proof/verify/verify.ts";

/** What the chain says of itself, without checkpoints kept elsewhere. */
export function verify(ledger: Ledger): Verdict {
  return verifyNow(ledger, { place: null });
}
