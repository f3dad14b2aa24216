import type { Host, KernelParts } from "../../kernel/host.ts";
import type { Holder } from "../../kernel/reflex/reflex.ts";

/** A run's end is among its last events. */
const LAST_EVENTS = 16;

/**
 * Effects that an earlier kernel left in doubt, of runs that nobody has taken up: they hold their paths too. Read from the
 * ledger once; a run that is taken up is counted by its kernel from then on.
 */
export function dormantHolders(host: Host): () => readonly Holder[] {
  let known: readonly Holder[] | null = null;
  return () => {
    const kernel = host.kernel();
    known ??= rootsOf(kernel).flatMap((run) => holdersOf(kernel, run));
    known = known.filter(({ run }) => isDormant(kernel, run));
    return known;
  };
}

function rootsOf({ ledger }: KernelParts): string[] {
  const branches = ledger.branches({ subjectPrefix: "run/" });
  return branches.filter(({ id, root }) => id === root).map(({ id }) => id);
}

function holdersOf({ runs, ledger }: KernelParts, root: string): Holder[] {
  const head = ledger.branch(runs.head(root));
  const from = Math.max(1, (head?.length ?? 0) - LAST_EVENTS);
  const [end] = ledger.readBranch(runs.head(root), { from, types: ["run.finished"] });
  if (end) return [];
  return Object.values(runs.account(root).open).flatMap(({ run, effect, paths }) => {
    if (effect === "read" || paths.length === 0) return [];
    return { run, dir: runs.state(run).dir, paths };
  });
}

function isDormant({ runs, ledger }: KernelParts, run: string): boolean {
  return runs.standing(run) === null && ledger.branch(runs.head(run))?.ownerEpoch !== ledger.epoch;
}
