import type { JsonObject } from "../../../kernel/json.ts";
import type { BranchRow, Ledger, SealedEvent } from "../../../kernel/ledger/index.ts";
import type { Fault } from "./verdict.ts";

/** First events of a branch that say where it comes from. */
const LEAVES = new Set(["run.diverged", "run.rewound", "run.forked"]);
const NEW_RUN = new Set(["run.started", "run.forked"]);
const CLAIMED = "run.claimed";

interface Opening extends Pick<SealedEvent, "oseq" | "source" | "type" | "subject" | "bseq"> {
  /** Null: erased, or not as it was written. */
  readonly data: JsonObject | null;
}

interface Seen {
  opening: Opening;
  count: number;
  highest: number;
  /** The last claim; `data` is null when nobody knows any more what it said. */
  claim: Opening | null;
}

/** Compares branch rows, which no hash covers, with the events that opened and claimed those branches. */
export class BranchCheck {
  readonly #seen = new Map<string, Seen>();

  /** `holds`: the payload is as it was written. */
  add(event: SealedEvent, holds: boolean): void {
    const { branch, bseq, type } = event;
    const seen = this.#seen.get(branch);
    if (seen === undefined || bseq < seen.opening.bseq) {
      const opening = placeOf(event, holds && (LEAVES.has(type) || NEW_RUN.has(type)));
      const before = { opening, count: 0, highest: 0, claim: null, ...seen };
      this.#seen.set(branch, { ...before, opening });
    }
    const known = this.#seen.get(branch)!;
    known.count += 1;
    known.highest = Math.max(known.highest, bseq);
    if (type === CLAIMED && bseq >= (known.claim?.bseq ?? 0)) known.claim = placeOf(event, holds);
  }

  *faults(ledger: Pick<Ledger, "branches" | "readBranch">): Iterable<Fault> {
    const rows = new Map(ledger.branches().map((row) => [row.id, row]));
    for (const [branch, seen] of this.#seen) {
      const { oseq, source: origin } = seen.opening;
      const row = rows.get(branch);
      const whats = row
        ? [...numberingFaults(row, seen), ...openingFaults(row, seen, rows)]
        : [`branch ${branch} has lost its row`];
      yield* whats.map((what) => ({ oseq, origin, what }));
      if (row) yield* ownerFaults(ledger, row, seen);
    }
  }
}

function placeOf(event: SealedEvent, wantsData: boolean): Opening {
  const { oseq, source, type, subject, bseq, payload } = event;
  const data = wantsData && payload !== null ? (JSON.parse(payload) as JsonObject) : null;
  return { oseq, source, type, subject, bseq, data };
}

function* numberingFaults({ id, at }: BranchRow, { opening, count, highest }: Seen) {
  if (opening.bseq !== at + 1)
    yield `branch ${id} begins with event ${opening.bseq}, its row says ${at + 1}`;
  if (highest - opening.bseq + 1 !== count)
    yield `branch ${id} has ${count} of ${highest - opening.bseq + 1} events`;
}

function* openingFaults(
  row: BranchRow,
  { opening }: Seen,
  rows: ReadonlyMap<string, BranchRow>,
): Iterable<string> {
  const wrong = (name: string, found: unknown, wanted: unknown) =>
    `the ${name} of branch ${row.id} is ${String(found)}, its first event says ${String(wanted)}`;
  if (row.subject !== opening.subject) yield wrong("subject", row.subject, opening.subject);
  const parent = row.parent === null ? undefined : rows.get(row.parent);
  if (row.parent !== null && parent === undefined)
    yield `the parent of branch ${row.id}, ${row.parent}, is not there`;
  else if (parent !== undefined && parent.length < row.at)
    yield `branch ${row.id} leaves ${parent.id} after event ${row.at}, which that does not have`;
  const isRun = opening.subject.startsWith("run/");
  if (!isRun && (row.root !== row.id || row.parent !== null)) yield wrong("root", row.root, row.id);
  const { type, data } = opening;
  if (type === "run.started" && row.parent !== null) yield wrong("parent", row.parent, "none");
  if (parent !== undefined && row.root !== parent.root)
    yield `the root of branch ${row.id} is ${row.root}, that of its parent ${parent.root}`;
  if (data === null) return;
  if (NEW_RUN.has(type) && data["run"] !== row.id) yield wrong("run", row.id, data["run"]);
  if (type === "run.started" && data["root"] !== row.root)
    yield wrong("root", row.root, data["root"]);
  if (LEAVES.has(type) && data["from"] !== row.parent)
    yield wrong("parent", row.parent, data["from"]);
  if (LEAVES.has(type) && data["at"] !== row.at) yield wrong("start", row.at, data["at"]);
}

function* ownerFaults(
  ledger: Pick<Ledger, "readBranch">,
  { id, ownerOrigin, ownerEpoch }: BranchRow,
  { claim, opening }: Seen,
): Iterable<Fault> {
  if (claim !== null && claim.data === null) return;
  const [origin, epoch] = [claim?.data?.["origin"] ?? null, claim?.data?.["epoch"] ?? null];
  if (ownerOrigin === origin && ownerEpoch === epoch) return;
  // Somebody may have claimed it since it was looked at.
  const now = [...ledger.readBranch(id, { types: [CLAIMED] })].findLast((one) => one.branch === id);
  if (now?.data?.["origin"] === ownerOrigin && now?.data?.["epoch"] === ownerEpoch) return;
  const { oseq, source } = claim ?? opening;
  const owned = ownerOrigin === null ? "nobody" : `${ownerOrigin} in epoch ${ownerEpoch}`;
  const claimed = origin === null ? "nobody" : `${String(origin)} in epoch ${String(epoch)}`;
  const what = `the owner of branch ${id} is ${owned}, on record is ${claimed}`;
  yield { oseq, origin: source, what };
}
