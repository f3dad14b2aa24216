import { KernelError, usage } from "../../kernel/error.ts";
import type { KernelParts } from "../../kernel/host.ts";
import type { BranchRow } from "../../kernel/ledger/port.ts";
import { didYouMean } from "../../kernel/suggest.ts";

type Named = Pick<KernelParts, "ledger">;

const SHORTEST = 4;

/** Ids of all runs, oldest first; removed ones are left out. */
export function runIds({ ledger }: Named): string[] {
  return runsAmong(ledger, ledger.branches({ subjectPrefix: "run/" })).map(({ id }) => id);
}

/** First branches carry their run's id, those of forks too. */
function runsAmong(ledger: Named["ledger"], branches: readonly BranchRow[]): BranchRow[] {
  const removed = removedRuns(ledger);
  return branches.filter(({ id, subject }) => subject === `run/${id}` && !removed.has(id));
}

/** Said in the streams of tenants, which are short however many runs there were. */
function removedRuns(ledger: Named["ledger"]): ReadonlySet<unknown> {
  const types = ["run.removed"];
  const said = ledger
    .branches({ subjectPrefix: "tenant/" })
    .flatMap(({ id }) => [...ledger.readBranch(id, { types })]);
  return new Set(said.map(({ data }) => data?.["run"]));
}

/** The id behind `@` (the last run), a full id, or a prefix that only one run has. */
export function findRun(kernel: Named, name: string): string {
  const { ledger } = kernel;
  const branches = ledger.branches({ subjectPrefix: "run/" });
  const runs = runsAmong(ledger, branches);
  if (name === "@" || name === "") {
    // The last that somebody began or forked, not one that it has begun itself.
    const last = runs.findLast(({ id, root, parent }) => root === id || parent !== null);
    const found = last ?? runs.at(-1);
    if (found !== undefined) return found.id;
    throw new KernelError("not_found", "there is no run yet", {
      hint: 'start one: glassbox run "GOAL"',
    });
  }
  const ids = runs.map(({ id }) => id);
  const found = onlyOne(ids, name);
  if (found !== null) return found;
  const hint = "glassbox runs ls lists them";
  throw new KernelError("not_found", `there is no run ${name}${didYouMean(name, ids)}`, { hint });
}

/** Null when nothing begins like that. Throws `usage` when more than one does and none is called just that. */
function onlyOne(ids: readonly string[], name: string): string | null {
  if (ids.includes(name)) return name;
  const found = ids.filter((id) => id.startsWith(name));
  if (found.length <= 1) return found[0] ?? null;
  throw usage(`${name} could be ${found.join(" or ")}`, "write one more letter");
}

/** Branches of one run, in the order in which they were opened. */
export function branchesOf({ ledger }: Named, run: string): BranchRow[] {
  const root = ledger.branch(run)?.root ?? run;
  return ledger.branches({ root }).filter(({ subject }) => subject === `run/${run}`);
}

/**
 * The branch that a name in an address means. A run's name is the branch that it is on, `RUN.K` its K-th branch, and
 * the id of a branch, as events show it, that branch: but for a run's first one, which has the run's id.
 */
export function findBranch(
  kernel: Pick<KernelParts, "ledger" | "runs">,
  name: string,
): { run: string; branch: string } {
  const [, of = name, number] = /^(.*)\.(\d+)$/.exec(name) ?? [];
  if (number === undefined) {
    const later = laterBranch(kernel, name);
    if (later) return { run: later.subject.slice("run/".length), branch: later.id };
    const run = findRun(kernel, name);
    return { run, branch: kernel.runs.head(run) };
  }
  const run = findRun(kernel, of);
  const branches = branchesOf(kernel, run);
  const branch = branches[Number(number) - 1]?.id;
  if (branch !== undefined) return { run, branch };
  const count = branches.length === 1 ? "one branch" : `the branches 1 to ${branches.length}`;
  throw usage(
    `run ${run} has no branch ${number}: it has ${count}`,
    "glassbox runs ls --tree shows them",
  );
}

/** A branch that is no run's first one, and that no name of a run begins like. */
function laterBranch({ ledger }: Named, name: string): BranchRow | null {
  if (name.length < SHORTEST) return null;
  const branches = ledger.branches({ subjectPrefix: "run/" });
  const known = new Set(runsAmong(ledger, branches).map(({ id }) => id));
  for (const id of known) if (id.startsWith(name)) return null;
  const later = branches.filter(
    ({ id, subject }) => !known.has(id) && known.has(subject.slice("run/".length)),
  );
  const ids = later.map(({ id }) => id);
  const found = onlyOne(ids, name);
  return later.find(({ id }) => id === found) ?? null;
}

/** The shortest prefix, at least four letters, that no other run shares. */
export function labelOf(kernel: Named, run: string): string {
  return labeller(kernel)(run);
}

/** Labels for many runs at once. In order, only its neighbours can share more of a run's beginning. */
export function labeller(kernel: Named): (run: string) => string {
  const sorted = runIds(kernel).toSorted();
  const place = new Map(sorted.map((run, index) => [run, index]));
  return (run) => {
    const at = place.get(run) ?? 0;
    const shared = [sorted[at - 1], sorted[at + 1]].map((other) => sharedLength(run, other ?? ""));
    return run.slice(0, Math.max(SHORTEST, ...shared.map((length) => length + 1)));
  };
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
