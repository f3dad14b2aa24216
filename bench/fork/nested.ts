import type { EventDraft } from "../../kernel/event.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import { initialAccount } from "../../kernel/fold/account.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import { keepSnapshots, runStateAt } from "../../kernel/run/state-at.ts";
import { NO_EXTENSIONS, snapshotRun } from "../replay/ledger-file.ts";
import { writeOverdueRun } from "../replay/overdue-run.ts";
import { randomIds } from "../../plugins/house/ids.ts";
import { median } from "../support/statistics.ts";

export const DEPTH = 200;
const FIRST = "fork0";
/** Events that each fork leaves behind, and that it adds. */
const [LEFT, ADDED] = [3, 5];

const nothing = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };

/** A fork as the kernel opens it: its own first event, and the branch row that says where it left. */
export async function fork(ledger: Ledger, run: string, from: string, at: number): Promise<void> {
  const left = { run, from, at, by: "person", driver: null, plan: null, fresh: false };
  const subject = `run/${run}`;
  const data = { ...left, budget: nothing, limits: {} };
  await ledger.append(
    [{ subject, branch: run, type: "run.forked", data, actor: "person" }],
    [{ id: run, subject, root: FIRST, parent: { branch: from, at } }],
  );
}

/** A run over so many notes, then forks of forks, each a few events before the end of the one before it. */
export async function nest(ledger: Ledger, notes: number): Promise<readonly string[]> {
  await writeOverdueRun(ledger, FIRST, notes);
  snapshotRun(ledger, FIRST);
  const forks = [FIRST];
  for (let depth = 1; depth <= DEPTH; depth++) {
    const [run, from] = [`fork${depth}`, forks.at(-1)!];
    await fork(ledger, run, from, ledger.branch(from)!.length - LEFT);
    await ledger.append(Array.from({ length: ADDED }, (_, n) => fact(run, n)));
    snapshotFork(ledger, run);
    forks.push(run);
  }
  return forks;
}

/** What the kernel keeps while a fork is under way. */
function snapshotFork(ledger: Ledger, run: string): void {
  const { at } = ledger.branch(run)!;
  const account = initialAccount(FIRST);
  let state = runStateAt(ledger, run, NO_EXTENSIONS, at);
  for (const event of ledger.readBranch(run, { from: at + 1 })) {
    state = foldRun(state, event, NO_EXTENSIONS);
    keepSnapshots(ledger, state, account, event, NO_EXTENSIONS);
  }
}

function fact(run: string, n: number): EventDraft {
  const data = { name: `f${n}`, value: run, source: "a bench", trust: "person" };
  return { subject: `run/${run}`, branch: run, type: "fact.learned", data, actor: "kernel" };
}

/** The events of a branch once more, in one branch of their own. */
export async function flatten(ledger: Ledger, branch: string, copy: string): Promise<void> {
  const events = [...ledger.readBranch(branch)].filter(({ type }) => type !== "run.claimed");
  const subject = `run/${copy}`;
  const drafts = events.map(({ type, data }) => ({
    subject,
    branch: copy,
    type,
    data: data!,
    actor: "kernel",
  }));
  await ledger.append(drafts, [{ id: copy, subject, root: copy }]);
  snapshotRun(ledger, copy);
}

/** Until the branch is on disk; the median of so many forks of that one. */
export async function forkMs(ledger: Ledger, from: string, rounds: number): Promise<number> {
  const { length } = ledger.branch(from)!;
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await fork(ledger, randomIds.short(), from, length - 1);
    times.push(performance.now() - began);
  }
  return median(times);
}

/** Every event from first to last, as a fold reads it. */
export function readMs(ledger: Ledger, branch: string): number {
  let count = 0;
  const began = performance.now();
  ledger.foldBranch(branch, {}, () => (count += 1));
  const time = performance.now() - began;
  if (count !== ledger.branch(branch)!.length) throw new Error(`${branch} has not all its events`);
  return time;
}

/** The state at the end of a branch, from the nearest snapshot. */
export function stateMs(ledger: Ledger, branch: string, rounds: number): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    runStateAt(ledger, branch, NO_EXTENSIONS);
    times.push(performance.now() - began);
  }
  return median(times);
}
