import { Database } from "bun:sqlite";

import { KernelError } from "../../kernel/error.ts";
import { hashEnvelope, hashPayload, hex } from "../../kernel/ledger/envelope.ts";
import { EventTypes, type SealedEvent } from "../../kernel/ledger/index.ts";
import { Names } from "../../kernel/ledger/names.ts";
import { Reader } from "../../kernel/ledger/reader.ts";
import { Rows } from "../../kernel/ledger/rows.ts";

/** What a ledger's file says of itself. */
export interface LedgerState {
  readonly origin: string;
  readonly events: number;
  readonly head: { readonly oseq: number; readonly hash: string };
}

/** Reads a ledger that nobody writes, every hash of it worked out again. Throws with what does not hold. */
export function checkedLedger(path: string): LedgerState {
  const db = new Database(path, { readonly: true });
  try {
    const faults = db.query("pragma integrity_check(5)").all() as { integrity_check: string }[];
    const damage = faults.find(({ integrity_check: what }) => what !== "ok");
    if (damage) throw broken(path, damage.integrity_check);
    const names = new Names(db);
    const reader = new Reader(db, names, new Rows(db, names, new EventTypes([])));
    let events = 0;
    let last: SealedEvent | undefined;
    for (const event of reader.sealed()) {
      const { id, source, oseq, salt, payload, erased } = event;
      const before = last?.source === source && last.oseq + 1 === oseq ? last : null;
      const isWhole =
        erased ||
        (salt !== null && payload !== null && same(hashPayload(salt, payload), event.datahash));
      if (!isWhole || !same(hashEnvelope(event), event.hash))
        throw broken(path, `event ${oseq} of ${source} (${id}) does not hold`);
      if (before && !same(before.hash, event.prevhash))
        throw broken(path, `event ${oseq} of ${source} does not follow the one before it`);
      last = event;
      events += 1;
    }
    return { ...writerOf(db), events };
  } finally {
    db.close();
  }
}

/** The same without a look at the hashes. */
export function ledgerState(path: string): LedgerState {
  const db = new Database(path, { readonly: true });
  try {
    const { events } = db.query("select count(*) as events from events").get() as LedgerState;
    return { ...writerOf(db), events };
  } finally {
    db.close();
  }
}

function writerOf(db: Database): Omit<LedgerState, "events"> {
  const { tenant, origin } = db.query("select tenant, origin from writer").get() as {
    tenant: string;
    origin: string;
  };
  const head = db
    .query(
      `select oseq, hash from events where origin = (select id from names where text = ?)
       order by oseq desc limit 1`,
    )
    .get(`/${tenant}/${origin}`) as { oseq: number; hash: Uint8Array } | null;
  const hash = head ? hex(head.hash) : "0".repeat(64);
  return { origin, head: { oseq: head?.oseq ?? 0, hash } };
}

/** Events of the first ledger that the second has not; how a kernel came and went is not counted. */
export function newerEvents(path: string, than: string): number {
  const db = new Database(path, { readonly: true });
  try {
    db.run("attach ? as other", [than]);
    const passing = "('kernel.started', 'kernel.stopped', 'plugin.failed')";
    const found = db
      .query(
        `select count(*) as count from main.events e
         where id not in (select id from other.events)
         and type not in (select id from main.names where text in ${passing})`,
      )
      .get();
    return (found as { count: number }).count;
  } finally {
    db.close();
  }
}

function broken(path: string, what: string): KernelError {
  return new KernelError("ledger", `${path}: ${what}`, { hint: "glassbox verify says more" });
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
