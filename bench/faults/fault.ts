import type { Stage } from "./stage.ts";

/** What the kernel said of it in the end. */
export type Said = "done" | "stopped" | "hang";

export interface Ending {
  readonly said: Said;
  /** In the kernel's own words. */
  readonly reason: string;
  /** Whether the world is as the goal wants it: read from the world, never from a report. */
  readonly isTrue: boolean;
  /** `told`: it was damaged, and that is said. `unknown`: nobody could look. */
  readonly ledger: "intact" | "told" | "broken" | "unknown";
}

export interface Fault {
  readonly name: string;
  /** `right`: it can be recovered from, so nothing less will do. `safe`: being right or to stop with the reason. */
  readonly bar: "right" | "safe";
  /** What it cannot be staged without. */
  readonly needs?: "root";
  play(stage: Stage): Promise<Ending>;
}

export type Outcome = "right" | "stopped" | "hang" | "wrongDone";

/** What is known of a fault after it was played. */
export interface Verdict {
  readonly name: string;
  readonly bar: Fault["bar"];
  readonly outcome: Outcome;
  readonly reason: string;
  /** How often it struck, as it wrote down itself. */
  readonly struck: number;
  readonly ledger: Ending["ledger"];
  /** Effects that happened more than once. */
  readonly twice: number;
  /** Processes of servers that are still there after the house was closed. */
  readonly left: number;
  readonly milliseconds: number;
}

/** Who ends without a word hangs as far as a person can tell. */
export function outcomeOf({ said, reason, isTrue }: Ending): Outcome {
  if (said === "done") return isTrue ? "right" : "wrongDone";
  return said === "stopped" && reason !== "" ? "stopped" : "hang";
}

/** Why a verdict is not good enough; null when it is. */
export function shortfall(verdict: Verdict, kind: "fault" | "control" = "fault"): string | null {
  const { outcome, bar, struck, ledger, twice, left, reason } = verdict;
  if (outcome === "hang" || outcome === "wrongDone") return `${outcome}: ${reason}`;
  if (ledger === "broken") return "the ledger is broken";
  if (twice > 0) return `${twice} effects happened twice`;
  if (left > 0) return `${left} processes were left behind`;
  if (struck === 0 && kind === "fault") return "the fault did not strike";
  if (bar === "right" && outcome !== "right") return `it stopped: ${reason}`;
  return null;
}
