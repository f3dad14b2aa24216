import type { WallState } from "../types.ts";

/** A wall that breaks is a missing one, with the reason; who needs it decides. */
export function raised(name: WallState["name"], raise: () => string): WallState {
  try {
    return { name, state: "up", detail: raise() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, state: "missing", detail: reason.slice(0, 400) };
  }
}

const NOT_HERE = "not on this machine: ";

/** Nothing went wrong: there is no such wall to raise. */
export function unsupported(name: WallState["name"], reason: string): WallState {
  return { name, state: "missing", detail: `${NOT_HERE}${reason}` };
}

/** Landlock doubles what seccomp holds, and many kernels have none; one that is there and does not hold is a fault. */
export function isNeeded({ name, state, detail }: WallState): boolean {
  return state === "missing" && !(name === "landlock" && detail.startsWith(NOT_HERE));
}

const MENDS: Partial<Record<WallState["name"], string>> = {
  seccomp: "use a kernel with seccomp filters, and a container that allows the call seccomp",
  rlimits: "let the process lower its own limits",
  landlock: "use a kernel whose Landlock holds",
  process: "let the interpreter be started by Glassbox and not by hand",
  seatbelt: "use a macOS that still has sandbox_init",
};

/** The sentence with which a cell refuses to start; null: what is needed stands. */
export function refusal(walls: readonly WallState[]): string | null {
  const missing = walls.filter(isNeeded);
  if (missing.length === 0) return null;
  const reasons = missing.map(({ name, detail }) => `${name} (${detail})`).join(", ");
  const mends = [...new Set(missing.map(mendOf))];
  return `A wall around Python is missing: ${reasons}. To mend it: ${mends.join("; ")}. Or set python.allowWeak to true, which every result will say.`;
}

/** A wall and what to do about it. */
export interface WallReport extends WallState {
  /** Empty: it stands, or nothing needs it. */
  readonly mend: string;
}

export function reported(wall: WallState): WallReport {
  return { ...wall, mend: isNeeded(wall) ? mendOf(wall) : "" };
}

function mendOf({ name }: WallState): string {
  return MENDS[name] ?? "mend that first";
}
