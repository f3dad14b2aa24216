import type { Ledger } from "../../kernel/ledger/index.ts";
import type { Place } from "../contracts/addresses.ts";

/** A stretch of history that lies in one branch: its events up to this number, after those of the stretch before. */
interface Stretch {
  readonly branch: string;
  readonly to: number;
}

/** How many events two moments have in common: the very same ones, before their branches parted. */
export function sharedEvents(
  ledger: Ledger,
  a: Pick<Place, "branch" | "at">,
  b: Pick<Place, "branch" | "at">,
): number {
  const ways = [wayTo(ledger, a), wayTo(ledger, b)] as const;
  let shared = 0;
  for (const [index, stretch] of ways[0].entries()) {
    const other = ways[1][index];
    if (stretch.branch !== other?.branch) break;
    shared = Math.min(stretch.to, other.to);
    if (stretch.to !== other.to) break;
  }
  return shared;
}

function wayTo(ledger: Ledger, { branch, at }: Pick<Place, "branch" | "at">): Stretch[] {
  const way: Stretch[] = [];
  let to = at;
  for (let row = ledger.branch(branch); row; row = row.parent ? ledger.branch(row.parent) : null) {
    // A moment before a branch begins lies in what it shares.
    if (to > row.at) way.push({ branch: row.id, to });
    to = Math.min(to, row.at);
  }
  return way.toReversed();
}
