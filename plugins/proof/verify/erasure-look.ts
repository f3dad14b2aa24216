import { text } from "../../../kernel/event.ts";
import type { Ledger, SealedEvent } from "../../../kernel/ledger/index.ts";
import type { Fault } from "./verdict.ts";
import { IMPORTED } from "./imports.ts";
import { ownChains } from "./own-chains.ts";
import type { EventLook } from "./verify.ts";

/** On the tenant's stream, before anything is erased: `root` names a run tree, `besides` events of other streams. */
const ERASING = "runs.erasing";
/** And when nothing of it is left. */
const ERASED = "runs.erased";

type Recorded = Pick<Ledger, "query" | "branch" | "tenant" | "origin">;

/**
 * An erasure that nobody put on record took something away that nobody asked for; one that is on record and can be read
 * was put back.
 */
export function erasureLook(ledger: Recorded, place: string | null): EventLook {
  const own = ownChains(ledger, place);
  const imported = importedSources(ledger);
  const { asked, done } = erasuresOnRecord(ledger);
  const roots = new Map<string, string>();
  const rootOf = (branch: string) => {
    const root = roots.get(branch) ?? ledger.branch(branch)?.root ?? branch;
    roots.set(branch, root);
    return root;
  };
  // What others erased before they handed it on is on record with them.
  const isJudged = (source: string) => own.has(source) || !imported.has(source);
  const faults: Fault[] = [];
  return {
    see(event) {
      const { id, oseq, source: origin } = event;
      const names = [rootOf(event.branch), id];
      const isAsked = names.some((name) => asked.has(name));
      if (event.erased && !isAsked && isJudged(origin))
        faults.push({ oseq, origin, what: "the payload was erased, and nobody asked for it" });
      if (event.payload === null || !names.some((name) => isGone(event, done.get(name)))) return;
      faults.push({ oseq, origin, what: "the payload is here again, though it was erased" });
    },
    faults: () => faults,
  };
}

/** What came after the erasure (an import of a fork that was made elsewhere) is no part of it. */
function isGone({ row }: SealedEvent, erasedAt: number | undefined): boolean {
  return erasedAt !== undefined && row < erasedAt;
}

function importedSources(ledger: Recorded): ReadonlySet<unknown> {
  const records = ledger.query({ subject: `tenant/${ledger.tenant}`, types: [IMPORTED] });
  return new Set(Array.from(records, ({ data }) => data?.["origin"]));
}

/** Roots of run trees and ids of other events: those that somebody wants erased, and where that was asked of those that are. */
function erasuresOnRecord(ledger: Recorded) {
  const asked = new Map<string, { readonly row: number; readonly names: readonly string[] }>();
  const done = new Map<string, number>();
  const types = [ERASING, ERASED];
  for (const { type, data, row } of ledger.query({ subject: `tenant/${ledger.tenant}`, types })) {
    const root = text(data?.["root"]);
    if (type === ERASING) {
      const names = [root, ...((data?.["besides"] ?? []) as readonly string[])];
      for (const name of names) asked.set(name, { row, names });
      continue;
    }
    const erasure = asked.get(root);
    for (const name of erasure?.names ?? []) done.set(name, erasure!.row);
  }
  return { asked, done };
}
