import { initialRunState, type RunState } from "../../kernel/fold/run-state.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";
import { median, percentile, seeded } from "../support/statistics.ts";
import { NO_EXTENSIONS, openAt } from "./ledger-file.ts";

/** From the file: rows read, payloads parsed, every event of the run folded, no snapshot. */
export function foldEventsPerSecond(ledger: Ledger, run: string, rounds: number): number {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const state = foldFromStart(ledger, run);
    rates.push((state.bseq / (performance.now() - began)) * 1000);
    if (state.outcome !== "done") throw new Error(`the run folds to ${state.outcome}`);
  }
  return median(rates);
}

function foldFromStart(ledger: Ledger, run: string, to = Number.MAX_SAFE_INTEGER): RunState {
  let state = initialRunState(run);
  ledger.foldBranch(run, { to }, (event) => {
    state = foldRun(state, event, NO_EXTENSIONS);
  });
  return state;
}

/** The state at a random event of the whole ledger, each as likely as any other: milliseconds, 95th percentile. */
export function anyPointP95Ms(ledger: Ledger, samples: number): number {
  const random = seeded(1);
  const last = ledger.lastRow();
  const times: number[] = [];
  while (times.length < samples) {
    const row = Math.floor(random() * last);
    const [event] = ledger.query({ afterRow: row, limit: 1 });
    if (!event?.subject.startsWith("run/")) continue;
    const { branch, bseq } = event;
    const began = performance.now();
    const state = runStateAt(ledger, branch, NO_EXTENSIONS, bseq);
    times.push(performance.now() - began);
    // The short way must lead to the same place.
    if (times.length % 100 !== 1) continue;
    if (!Bun.deepEquals(state, foldFromStart(ledger, branch, bseq)))
      throw new Error(`the state at ${branch}@${bseq} is not what its events fold to`);
  }
  return percentile(times, 0.95);
}

/** Until the ledger takes appends: schema, epoch, heads of the chain. */
export async function openMs(dir: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const ledger = await openAt(dir);
    times.push(performance.now() - began);
    await ledger.close();
  }
  return median(times);
}
