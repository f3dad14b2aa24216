import type { Database } from "bun:sqlite";

import type { Verdict } from "./port.ts";
import { GENESIS, hashEnvelope, hashPayload, hex } from "./envelope.ts";
import type { Rows, SealedRow } from "./rows.ts";
import { SEALED_COLUMNS } from "./rows.ts";
import type { Names } from "./names.ts";

/**
 * Recomputes every hash of every chain and the numbering of every branch. Finds what was changed, dropped or
 * inserted inside a chain; a tail that was cut off shows only against a checkpoint kept elsewhere.
 */
export function verifyChains(db: Database, names: Names, rows: Rows, own: string): Verdict {
  const faults: { oseq: number; origin: string; what: string }[] = [];
  let events = 0;
  let erased = 0;
  let head = hex(GENESIS);
  const origins = db.query("select distinct origin from events").all() as { origin: number }[];
  for (const { origin } of origins) {
    const source = names.text(origin);
    let previous: Uint8Array = GENESIS;
    let expected = 1;
    const chain = db.query(`select ${SEALED_COLUMNS} from events where origin = ? order by oseq`);
    for (const row of chain.iterate(origin) as Iterable<SealedRow>) {
      const report = (what: string) => faults.push({ oseq: row.oseq, origin: source, what });
      events += 1;
      if (row.oseq !== expected) report(`events ${expected} to ${row.oseq - 1} are missing`);
      if (!same(row.prevhash, previous)) report("does not follow the event before it");
      if (!holds(() => same(hashEnvelope(rows.envelope(row)), row.hash)))
        report("the envelope was changed");
      if (row.erased && row.salt === null) erased += 1;
      else if (!holds(() => payloadHolds(rows, row)))
        report("the payload was changed or is missing");
      previous = row.hash;
      expected = row.oseq + 1;
    }
    if (source === own) head = hex(previous);
  }
  const { total } = db.query("select count(*) as total from events").get() as { total: number };
  if (total !== events) {
    faults.push({ oseq: 0, origin: own, what: `${total - events} events are in no chain` });
  }
  for (const { integrity_check: what } of db.query("pragma integrity_check(10)").all() as Check[]) {
    if (what !== "ok") faults.push({ oseq: 0, origin: own, what: `the file is damaged: ${what}` });
  }
  for (const gap of branchGaps(db)) {
    const what = `branch ${names.text(gap.id)} has ${gap.found} of ${gap.wanted ?? "unknown"} events`;
    faults.push({ oseq: 0, origin: own, what });
  }
  return { ok: faults.length === 0, events, erased, origins: origins.length, head, faults };
}

interface Check {
  readonly integrity_check: string;
}

function payloadHolds(rows: Rows, row: SealedRow): boolean {
  const payload = rows.payload(row);
  return (
    payload !== null && row.salt !== null && same(hashPayload(row.salt, payload), row.datahash)
  );
}

/** What cannot even be read does not hold. */
function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

function branchGaps(db: Database): { id: number; found: number; wanted: number | null }[] {
  return db
    .query(
      `select e.branch as id, max(e.bseq) - b.at as wanted, count(*) as found from events e
       left join branches b on b.id = e.branch group by e.branch having found is not wanted`,
    )
    .all() as { id: number; found: number; wanted: number | null }[];
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
