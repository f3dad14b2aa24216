import { canonicalize, sha256 } from "../../kernel/json.ts";
import type { Host } from "../../kernel/host.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Driver, Next, Proposal } from "../contracts/driver.ts";
import { GROUND, STEP } from "./call-log.ts";
import type { Wanted } from "./program.ts";
import type { Programs } from "./programs.ts";
import { isLeft } from "./left.ts";

export const DRIVER = "program";

/** Each call that a program makes is the next plan of its run, with one step. */
export function programDriver(host: Host, programs: () => Programs): Driver {
  return {
    name: DRIVER,
    hash: sha256("program/1"),
    first: async () => null,
    next: (_, state, __, signal) => next(host, programs(), state, signal),
  };
}

function next(host: Host, programs: Programs, state: RunState, signal: AbortSignal): Promise<Next> {
  const settled = state.plan?.ground.name ?? null;
  return programs.until<Next>(signal, () => {
    const program = programs.ofChild(state.run);
    if (!program) return isLeftBehind(host, state) ? { kind: "finish", missing: [] } : null;
    if (settled !== null && program.settled !== settled) {
      program.settled = settled;
      programs.ring();
    }
    // A call that it has not waited for is nobody's.
    if (program.isOver) return { kind: "finish", missing: [] };
    const { wanted } = program;
    if (!wanted || wanted.key === settled) return null;
    program.wanted = null;
    return { kind: "plan", proposal: proposalOf(wanted) };
  });
}

function isLeftBehind(host: Host, { parent, driver }: RunState): boolean {
  const effect = String(driver?.options["effect"]);
  return parent === null || isLeft(host, { ...parent, effect });
}

/** A plan of that one call. */
export function proposalOf({ key, server, name, args }: Wanted): Proposal {
  const step = {
    id: STEP,
    intent: `${key} of the program`,
    do: { tool: { server, name, args } },
  };
  const plan = { steps: [step] };
  return { plan, ground: { kind: GROUND, name: key, hash: sha256(canonicalize(plan)), slots: {} } };
}
