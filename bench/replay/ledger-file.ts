import { EventTypes, type Ledger, openLedger } from "../../kernel/ledger/index.ts";
import { systemClock } from "../../plugins/house/clock.ts";
import { originPublicKey } from "../../plugins/house/origin-key.ts";
import { randomIds } from "../../plugins/house/ids.ts";
import { kernelEventTypes } from "../../kernel/vocabulary.ts";
import { foldAccount, initialAccount } from "../../kernel/fold/account.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import { keepSnapshots } from "../../kernel/run/state-at.ts";
import { writeOverdueRun } from "./overdue-run.ts";

export const NO_EXTENSIONS = new Map();

export function openAt(dir: string): Promise<Ledger> {
  const types = new EventTypes(kernelEventTypes());
  const own = { clock: systemClock, ids: randomIds, publicKey: originPublicKey };
  return openLedger({ dir, tenant: "default", types, ...own });
}

/** Runs over vaults of 20 to 200 notes until the ledger is as long as that. Answers with their ids. */
export async function fillWithRuns(ledger: Ledger, length: number): Promise<string[]> {
  const runs: string[] = [];
  while (ledger.lastRow() < length) {
    const run = randomIds.short();
    await writeOverdueRun(ledger, run, 20 + ((runs.length * 37) % 180));
    runs.push(run);
  }
  return runs;
}

/** Folds a finished run and keeps the snapshots that the kernel keeps while one is under way. */
export function snapshotRun(ledger: Ledger, run: string): void {
  let state = initialRunState(run);
  let account = initialAccount(run);
  for (const event of ledger.readBranch(run)) {
    state = foldRun(state, event, NO_EXTENSIONS);
    account = foldAccount(account, event);
    keepSnapshots(ledger, state, account, event, NO_EXTENSIONS);
  }
}
