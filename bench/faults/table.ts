import { shortfall, type Verdict } from "./fault.ts";
import type { PeerVerdict } from "./peers.ts";

const WIDTH = 44;

/** One line of the table that people read. */
export function row(verdict: Verdict, kind: "fault" | "control" = "fault"): string {
  const { name, outcome, struck, milliseconds, reason } = verdict;
  const problem = shortfall(verdict, kind);
  const mark = problem === null ? "✓" : "✗";
  const words = problem ?? (outcome === "right" ? "" : reason);
  const columns = [
    name.padEnd(WIDTH),
    outcome.padEnd(9),
    `${struck}×`.padStart(4),
    `${milliseconds} ms`.padStart(9),
  ];
  return `${mark} ${columns.join(" ")}  ${words}`.trimEnd();
}

export function peerRow({ peer, fault, outcome, words }: PeerVerdict): string {
  return `  ${`${peer}: ${fault}`.padEnd(WIDTH)} ${outcome.padEnd(9)}  ${words.slice(0, 60)}`;
}
