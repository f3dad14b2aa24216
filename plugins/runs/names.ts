import { KernelError, usage } from "../../kernel/error.ts";
import type { KernelParts } from "../../kernel/host.ts";
import { didYouMean } from "../../kernel/suggest.ts";

const SHORTEST = 4;

/** Ids of all runs, oldest first; removed ones are left out. */
export function runIds({ ledger }: Pick<KernelParts, "ledger">): string[] {
  const removed = new Set<unknown>();
  for (const event of ledger.query({ types: ["run.removed"] })) removed.add(event.data?.["run"]);
  return ledger
    .branches({ subjectPrefix: "run/" })
    .filter((branch) => branch.parent === null && !removed.has(branch.id))
    .map((branch) => branch.id);
}

/** The id behind `@` (the last run), a full id, or a prefix that only one run has. */
export function findRun(kernel: Pick<KernelParts, "ledger">, name: string): string {
  const runs = runIds(kernel);
  if (name === "@" || name === "") {
    // The last that somebody began, not one that it has begun itself.
    const last = runs.findLast((run) => kernel.ledger.branch(run)?.root === run) ?? runs.at(-1);
    if (last !== undefined) return last;
    throw new KernelError("not_found", "there is no run yet", {
      hint: 'start one: glassbox run "GOAL"',
    });
  }
  const found = runs.filter((run) => run.startsWith(name));
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw usage(`${name} could be ${found.join(" or ")}`, "write one more letter");
  const hint = "glassbox runs ls lists them";
  throw new KernelError("not_found", `there is no run ${name}${didYouMean(name, runs)}`, { hint });
}

/** The shortest prefix, at least four letters, that no other run shares. */
export function labelOf(kernel: Pick<KernelParts, "ledger">, run: string): string {
  return labeller(kernel)(run);
}

/** Labels for many runs at once. In order, only its neighbours can share more of a run's beginning. */
export function labeller(kernel: Pick<KernelParts, "ledger">): (run: string) => string {
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

/**
 * An address as in git: `RUN`, `RUN@N` (number of the event in its branch) or `RUN@STEP`. The last run is `@`, so its
 * step is `@@STEP`, or `@STEP` for short.
 */
export function parseAddress(
  kernel: Pick<KernelParts, "ledger">,
  address: string,
): { run: string; at: number | null; step: string | null } {
  const [, name = "", place = ""] = /^(@|[^@]*)(?:@?(.*))$/s.exec(address) ?? [];
  const run = findRun(kernel, name);
  if (place === "") return { run, at: null, step: null };
  return /^\d+$/.test(place)
    ? { run, at: Number(place), step: null }
    : { run, at: null, step: place };
}
