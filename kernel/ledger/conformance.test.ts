import { describe } from "bun:test";

import { type OpenLedger, openSqlite } from "../../bench/support/ledger.ts";
import { promisesToReaders } from "../../bench/support/ledger-conformance/reading.ts";
import { promisesToWriters } from "../../bench/support/ledger-conformance/writing.ts";

/** What every implementation of the port promises. `open` on the same folder opens the same ledger. */
export function ledgerConformance(name: string, open: OpenLedger): void {
  describe(`${name}: writing`, () => promisesToWriters(open));
  describe(`${name}: reading`, () => promisesToReaders(open));
}

ledgerConformance("SQLite", openSqlite);
