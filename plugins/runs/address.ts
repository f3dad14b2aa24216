import { KernelError, usage } from "../../kernel/error.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";
import type { Addresses, Place } from "../contracts/addresses.ts";
import { branchesOf, findBranch, findRun, labelOf, runIds } from "./names.ts";
import { planAt } from "./plan-view.ts";
import { standingOf } from "./report.ts";

type Parts = Pick<KernelParts, "ledger" | "runs">;

/** How other plugins find what a person names. */
export function addressesOf(host: Host): Addresses {
  return {
    place: (address) => resolveAddress(host.kernel(), address),
    run: (name) => findRun(host.kernel(), name),
    label: (run) => labelOf(host.kernel(), run),
    standing: (run) => standingOf(host.kernel(), run),
    runs: () => runIds(host.kernel()),
  };
}

/** An address as it is written, its run and branch looked up. */
interface Address extends Pick<Place, "run" | "branch" | "step" | "path"> {
  readonly at: number | null;
}

/**
 * An address as in git: `RUN`, `RUN@N` (number of the event in its branch) or `RUN@STEP`, and `:PATH` after each. The
 * last run is `@`, so its step is `@@STEP`, or `@STEP` for short.
 */
export function parseAddress(kernel: Parts, address: string): Address {
  const [, moment = "", path = null] = /^([^:]*)(?::(.*))?$/s.exec(address) ?? [];
  const [, name = "", branch = "", place = ""] =
    /^(@|[^@.]*)(\.[^@]*)?(?:@?(.*))$/s.exec(moment) ?? [];
  const found = findBranch(kernel, name + branch);
  const number = /^\d+$/.test(place) ? Number(place) : null;
  const step = place === "" || number !== null ? null : place;
  return { ...found, at: number, step, path };
}

/** The event an address means: the last one, the one with that number, or the last one of that step. */
export function resolveAddress(kernel: Parts, address: string): Place {
  const { run, branch, at, step, path } = parseAddress(kernel, address);
  const { length } = kernel.ledger.branch(branch)!;
  if (at !== null && (at < 1 || at > length)) {
    throw usage(`run ${run} has no event ${at}`, `it has the events 1 to ${length}`);
  }
  const number = step === null ? (at ?? length) : lastEventOf(kernel, run, branch, step);
  const event = [...kernel.ledger.readBranch(branch, { from: number, to: number })][0];
  if (!event) throw new KernelError("ledger", `event ${number} of run ${run} is missing`);
  const head = kernel.runs.head(run);
  return {
    run,
    label: branchLabel(kernel, run, branch, head),
    branch,
    head,
    at: number,
    length,
    event,
    step,
    path,
  };
}

/** A branch that the run has left is called by its number. */
function branchLabel(kernel: Parts, run: string, branch: string, head: string): string {
  const label = labelOf(kernel, run);
  if (branch === head) return label;
  return `${label}.${branchesOf(kernel, run).findIndex(({ id }) => id === branch) + 1}`;
}

function lastEventOf(kernel: Parts, run: string, branch: string, step: string): number {
  let found = 0;
  for (const event of kernel.ledger.readBranch(branch))
    if (event.data?.["step"] === step) found = event.bseq;
  if (found > 0) return found;
  const state = runStateAt(kernel.ledger, branch, kernel.runs.services.extensions);
  const steps = planAt(kernel, state, branch)?.definition.steps.map((one) => one.id) ?? [];
  throw new KernelError("not_found", `run ${run} has done no step ${step}`, {
    hint: `its steps are ${steps.join(", ")}`,
  });
}
