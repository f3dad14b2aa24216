import type { BranchNode, Origin } from "../../../plugins/runs/family.ts";
import { dim, fit, oneLine } from "./text.ts";
import { localTime } from "./time.ts";

/** A run with all that came of it. */
export interface RunNode {
  readonly label: string;
  readonly kind: "began" | "child" | "forked";
  readonly from: Origin | null;
  readonly goal: string;
  readonly outcome: string | null;
  readonly standing: string;
  readonly startedAt: string;
  readonly branches: readonly BranchNode[];
  readonly runs: readonly RunNode[];
}

/** Runs as a tree; branches of a run stand under it, before the runs that came of it. */
export function renderTree(nodes: readonly RunNode[], columns: number): string {
  return nodes.flatMap((node) => linesOf(node, columns, "", "")).join("\n");
}

function linesOf(node: RunNode, columns: number, first: string, rest: string): string[] {
  const branches = node.branches.length > 1 ? node.branches : [];
  const below = [
    ...branches.map((branch) => (head: string) => [fit(`${head}${branchWords(branch)}`, columns)]),
    ...node.runs.map((run) => (head: string, tail: string) => linesOf(run, columns, head, tail)),
  ];
  return [
    fit(`${first}${runWords(node)}`, columns),
    ...below.flatMap((lines, index) => {
      const isLast = index === below.length - 1;
      return lines(`${rest}${isLast ? "└─ " : "├─ "}`, `${rest}${isLast ? "   " : "│  "}`);
    }),
  ];
}

function runWords({ label, kind, from, goal, outcome, standing, startedAt }: RunNode): string {
  const left =
    from === null ? kind : kind === "child" ? `from ${from.address}` : `forked at ${from.address}`;
  const origin = kind === "began" ? "" : `  ${left}`;
  return `${label}  ${outcome ?? standing}  ${localTime(startedAt)}${origin}  ${oneLine(goal)}`;
}

function branchWords({ name, kind, from, length, isHead }: BranchNode): string {
  const word = kind === "undone" ? "rewind undone, on from" : `${kind} at`;
  const left = from === null ? kind : `${word} ${from.address}`;
  return `${isHead ? "●" : "○"} ${name}  ${left}  ${length} events${isHead ? dim(", it is here") : ""}`;
}
