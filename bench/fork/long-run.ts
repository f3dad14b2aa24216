import { Database } from "bun:sqlite";
import { join } from "node:path";

import { initialAccount } from "../../kernel/fold/account.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import { keepSnapshots } from "../../kernel/run/state-at.ts";
import { NO_EXTENSIONS, openAt } from "../replay/ledger-file.ts";
import { writeOverdueRun } from "../replay/overdue-run.ts";

export const LONG_RUN = "longrun000";
/** A plan over so many notes writes about ten thousand events. */
const NOTES = 4000;

/**
 * A ledger with one run of so many events and the snapshots that the kernel keeps on the way. One plan is written out
 * whole; those after it are copies of its rows, as many and as large, further on in the branch. Their hashes do not
 * chain: nothing but reading states is measured on it.
 */
export async function writeLongRun(dir: string, length: number): Promise<void> {
  const written = await openAt(dir);
  await writeOverdueRun(written, LONG_RUN, NOTES);
  const [first] = [...written.readBranch(LONG_RUN, { types: ["plan.accepted"] })];
  const [last] = [...written.readBranch(LONG_RUN, { types: ["plan.closed"] })];
  await written.close();
  repeat(join(dir, "ledger.db"), first!.bseq, last!.bseq, length);
  const ledger = await openAt(dir);
  snapshot(ledger);
  await ledger.close();
}

/** Copied answers name calls of the first plan, which an account would keep open: it stays as it was at the start. */
function snapshot(ledger: Ledger): void {
  const account = initialAccount(LONG_RUN);
  let state = initialRunState(LONG_RUN);
  for (const event of ledger.readBranch(LONG_RUN)) {
    state = foldRun(state, event, NO_EXTENSIONS);
    keepSnapshots(ledger, state, account, event, NO_EXTENSIONS);
  }
}

function repeat(file: string, from: number, to: number, length: number): void {
  const db = new Database(file);
  const names = (db.query("pragma table_info(events)").all() as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => name !== "row");
  const branch = `branch = (select id from names where text = '${LONG_RUN}')`;
  const cycle = to - from + 1;
  db.transaction(() => {
    // What ended the run would stand in the way of what follows.
    db.run(`delete from events where ${branch} and bseq > ${to}`);
    for (let copy = 1; to + (copy - 1) * cycle < length; copy++) {
      const shift = copy * cycle;
      const changed: Record<string, string> = {
        id: `substr(id, 1, 8) || '${copy}' || substr(id, 9)`,
        oseq: `oseq + ${shift}`,
        bseq: `bseq + ${shift}`,
        hlc: `hlc + ${shift * 4096}`,
      };
      const values = names.map((name) => changed[name] ?? name).join(", ");
      const rows = `${branch} and bseq between ${from} and ${Math.min(to, length - shift)}`;
      db.run(
        `insert into events(${names.join(", ")}) select ${values} from events where ${rows} order by bseq`,
      );
    }
  })();
  db.run("pragma wal_checkpoint(truncate)");
  db.close();
}
