import { text } from "../../../kernel/event.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import { sourcesWithCheckpoints } from "../second-place.ts";

/** On the tenant's stream: the ledger goes on from a backup of what another writer had written. */
const RESTORED = "backup.restored";

/**
 * Sources of the chains that are this home's own: the one that is written, those that it goes on from since it was
 * restored without their key, and those that this home has signed. An import of one of them does not make it another's.
 */
export function ownChains(
  ledger: Pick<Ledger, "tenant" | "origin" | "query">,
  place: string | null,
): ReadonlySet<string> {
  const { tenant, origin } = ledger;
  const own = new Set([`/${tenant}/${origin}`, ...signedIn(place)]);
  const restored = [...ledger.query({ subject: `tenant/${tenant}`, types: [RESTORED] })];
  // A set shows what is added to it while one goes through it.
  for (const one of own) {
    for (const { source, data } of restored) {
      const before = text(data?.["origin"]);
      if (source === one && before !== "") own.add(`/${tenant}/${before}`);
    }
  }
  return own;
}

function signedIn(place: string | null): string[] {
  try {
    return place === null ? [] : sourcesWithCheckpoints(place);
  } catch {
    // Said where the checkpoints are compared.
    return [];
  }
}
