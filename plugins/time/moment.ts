import { KernelError, unavailable, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";
import type { Addresses, Place } from "../contracts/addresses.ts";

export function addressesOf(host: Host): Addresses {
  const addresses = host.provided<Addresses>("addresses").get("runs");
  if (addresses) return addresses;
  throw unavailable("nothing here knows how runs are named", "glassbox doctor names what failed");
}

/** A moment that a person may go on from. */
export interface Moment extends Place {
  readonly state: RunState;
}

/** Throws `usage` for a run that is a part of another one, and for a moment at which there is no run yet. */
export function momentOf(host: Host, address: string): Moment {
  const place = addressesOf(host).place(address);
  const { runs, ledger } = host.kernel();
  const state = runStateAt(ledger, place.branch, runs.services.extensions, place.at);
  if (state.parent !== null) {
    const above = addressesOf(host).label(state.parent.run);
    throw usage(
      `run ${place.run} is a step of run ${state.parent.run}`,
      `go back in that one: ${above}@${state.parent.step}`,
    );
  }
  if (place.event.data === null || state.outcome === "erased")
    throw usage(`run ${place.run} was erased`, "nothing is left to go back to");
  if (state.goal === null)
    throw usage(`at event ${place.at} run ${place.run} has no goal yet`, "name a later event");
  return { ...place, state };
}

/**
 * The moment, or the last one before it at which there was still something to do: a plan that is over is not one that was
 * gone through.
 */
export function beforeItsEnd(host: Host, moment: Moment): Moment {
  const { plan, closed } = moment.state;
  if (plan !== null || closed.plans === 0) return moment;
  const { runs, ledger } = host.kernel();
  const at = closed.at - 1;
  const state = runStateAt(ledger, moment.branch, runs.services.extensions, at);
  const [event] = ledger.readBranch(moment.branch, { from: at, to: at });
  return { ...moment, at, event: event!, state };
}

/** A plan that was given comes with its acceptance: before that nobody can make it again. */
export function assertPlanned({ run, at, state }: Moment): void {
  if (state.driver?.name !== "plan" || state.plan !== null || state.closed.plans > 0) return;
  throw usage(
    `at event ${at} run ${run} does not have the plan yet that was given to it`,
    "name an event from plan.accepted on",
  );
}

/** Throws `conflict` while a run works in a folder, above it or below it. */
export function assertFolderAtRest(host: Host, dir: string): void {
  const { runs } = host.kernel();
  const isIn = (one: string, other: string) => one === other || one.startsWith(`${other}/`);
  for (const run of runs.active()) {
    if (!isAtWork(host, run)) continue;
    const other = runs.state(run).dir;
    if (!isIn(dir, other) && !isIn(other, dir)) continue;
    throw new KernelError("conflict", `run ${run} is at work in ${other}`, {
      hint: `let it end, or stop it first: glassbox stop ${run}`,
    });
  }
}

/** Throws `conflict` for a run that is at work. */
export function assertAtRest(host: Host, run: string): void {
  if (!isAtWork(host, run)) return;
  throw new KernelError("conflict", `run ${run} is at work`, {
    hint: `let it end, or stop it first: glassbox stop ${run}`,
  });
}

function isAtWork(host: Host, run: string): boolean {
  return addressesOf(host).standing(run) === "running";
}
