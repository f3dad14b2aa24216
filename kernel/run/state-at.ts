import type { LedgerEvent } from "../event.ts";
import {
  ACCOUNT_REDUCER,
  ACCOUNT_TYPES,
  type AccountState,
  foldAccount,
  initialAccount,
} from "../fold/account.ts";
import { type ExtensionReducers, foldRun, RUN_REDUCER } from "../fold/run.ts";
import { initialRunState, type RunState } from "../fold/run-state.ts";
import type { Ledger } from "../ledger/port.ts";

/** Events between snapshots: a state is never more than this many folds away. */
export const SNAPSHOT_EVERY = 512;
const LATEST = Number.MAX_SAFE_INTEGER;

/** The branch fold at event `at` (default: now), from the nearest snapshot. */
export function runStateAt(
  ledger: Ledger,
  branch: string,
  extensions: ExtensionReducers,
  at = LATEST,
): RunState {
  const snapshot = ledger.snapshotBefore(branch, at, reducerKey(extensions));
  let state = snapshot ? (JSON.parse(snapshot.state) as RunState) : initialRunState(branch);
  ledger.foldBranch(branch, { from: state.bseq + 1, to: at }, (event) => {
    state = foldRun(state, event, extensions);
  });
  return state;
}

/** The account fold of a run tree, as it was when the event in local row `row` was written (default: now). */
export function accountAt(ledger: Ledger, root: string, row = LATEST): AccountState {
  const kept = ledger.snapshotBefore(root, row, ACCOUNT_REDUCER);
  let state = kept ? (JSON.parse(kept.state) as AccountState) : initialAccount(root);
  for (const event of ledger.readTree(root, ACCOUNT_TYPES, kept?.at ?? 0)) {
    if (event.row > row) break;
    state = foldAccount(state, event);
  }
  return state;
}

/** Keeps a snapshot whenever a branch has grown enough since the last one. Snapshots may be lost at any time. */
export function keepSnapshots(
  ledger: Ledger,
  state: RunState,
  account: AccountState,
  event: LedgerEvent,
  extensions: ExtensionReducers,
): void {
  if (event.bseq % SNAPSHOT_EVERY !== 0) return;
  ledger.saveSnapshot(event.branch, event.bseq, reducerKey(extensions), JSON.stringify(state));
  ledger.saveSnapshot(account.root, event.row, ACCOUNT_REDUCER, JSON.stringify(account));
}

/** Snapshots made with other plugins' reducers are of no use. */
function reducerKey(extensions: ExtensionReducers): string {
  return [RUN_REDUCER, ...new Set([...extensions.values()].map((one) => one.prefix))]
    .toSorted()
    .join("+");
}
