import { z } from "zod";

import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import type { BranchRow } from "../../kernel/ledger/index.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { rowOf } from "./lists.ts";
import { branchesOf, labeller, runIds } from "./names.ts";

/** Where something left a run: the branch, its address, and the number of the event. */
export interface Origin {
  readonly run: string;
  readonly branch: string;
  /** `RUN@N`, or `RUN.K@N` where the run has left that branch. */
  readonly address: string;
  readonly at: number;
}

/** One line of thought of a run. */
export interface BranchNode {
  /** What it is called in an address. */
  readonly name: string;
  readonly branch: string;
  readonly kind: "began" | "forked" | "rewound" | "undone" | "diverged";
  /** Null for the one that began it all. */
  readonly from: Origin | null;
  readonly length: number;
  /** The run is on it. */
  readonly isHead: boolean;
}

/** A run with all that came of it: branches, runs that its steps began, forks. */
export interface RunNode extends JsonObject {
  readonly run: string;
  readonly label: string;
  readonly kind: "began" | "child" | "forked";
}

type Labeller = (run: string) => string;

export function treeVerb(host: Host) {
  return defineVerb({
    name: "runs.tree",
    description:
      "Lists runs, newest first, each with its branches, the runs it began and its forks, and where they left.",
    input: z.object({ limit: z.number().int().positive().default(50) }),
    output: z.object({ runs: z.array(z.custom<JsonObject>(isObject)) }),
    scope: "read",
    async handler(input) {
      const kernel = host.kernel();
      const family = familyOf(kernel);
      const newest = family.roots.slice(-input.limit).toReversed();
      return { runs: newest.map((run) => family.node(run)) };
    },
  });
}

function familyOf(kernel: KernelParts) {
  const label = labeller(kernel);
  const ids = runIds(kernel);
  const origins = new Map(ids.map((run) => [run, originOf(kernel, run, label)]));
  const below = Map.groupBy(ids, (run) => origins.get(run)!.from?.run ?? "");
  const node = (run: string): RunNode => {
    const { kind, from } = origins.get(run)!;
    return {
      ...rowOf(kernel, run, label),
      run,
      label: label(run),
      kind,
      from: from as unknown as JsonValue,
      branches: branchNodes(kernel, run, label) as unknown as JsonValue,
      runs: (below.get(run) ?? []).map(node),
    };
  };
  const known = new Set(ids);
  // What came of a run that was removed stands at the top.
  return { node, roots: ids.filter((run) => !known.has(origins.get(run)!.from?.run ?? "")) };
}

function originOf(
  kernel: KernelParts,
  run: string,
  label: Labeller,
): { kind: RunNode["kind"]; from: Origin | null } {
  const { ledger } = kernel;
  const row = ledger.branch(run)!;
  if (row.parent !== null) return { kind: "forked", from: leftFrom(kernel, row, label) };
  const [start] = ledger.readBranch(run, { from: 1, to: 1 });
  const parent = start?.type === "run.started" ? start.data?.["parent"] : null;
  if (!isObject(parent)) return { kind: "began", from: null };
  return { kind: "child", from: begunBy(kernel, run, String(parent["run"]), label) };
}

/** The event of the parent that has the child on record. */
function begunBy(
  kernel: KernelParts,
  child: string,
  parent: string,
  label: Labeller,
): Origin | null {
  for (const { id, at } of branchesOf(kernel, parent)) {
    // A program of a step begins its run with its first call: that is when the step's own call is deferred.
    const types = ["step.started", "tool.deferred"];
    for (const { data, bseq } of kernel.ledger.readBranch(id, { from: at + 1, types })) {
      const detail = data?.["detail"] ?? data?.["handle"];
      if (isObject(detail) && detail["run"] === child)
        return originAt(kernel, { run: parent, branch: id, at: bseq }, label);
    }
  }
  return null;
}

function leftFrom(kernel: KernelParts, row: BranchRow, label: Labeller): Origin | null {
  const branch = row.parent === null ? null : kernel.ledger.branch(row.parent);
  if (branch === null) return null;
  const run = branch.subject.slice("run/".length);
  return originAt(kernel, { run, branch: branch.id, at: row.at }, label);
}

function originAt(
  kernel: KernelParts,
  place: Pick<Origin, "run" | "branch" | "at">,
  label: Labeller,
): Origin {
  const { run, branch, at } = place;
  const isHead = kernel.runs.head(run) === branch;
  const number = branchesOf(kernel, run).findIndex(({ id }) => id === branch) + 1;
  return { ...place, address: `${label(run)}${isHead ? "" : `.${number}`}@${at}` };
}

function branchNodes(kernel: KernelParts, run: string, label: Labeller): BranchNode[] {
  const head = kernel.runs.head(run);
  return branchesOf(kernel, run).map((row, index) => ({
    name: `${label(run)}.${index + 1}`,
    branch: row.id,
    kind: kindOf(kernel, row),
    from: leftFrom(kernel, row, label),
    length: row.length,
    isHead: row.id === head,
  }));
}

function kindOf({ ledger }: KernelParts, { id, at, parent }: BranchRow): BranchNode["kind"] {
  if (parent === null) return "began";
  const [first] = ledger.readBranch(id, { from: at + 1, to: at + 1 });
  if (first?.type === "run.rewound") return first.data?.["undo"] === true ? "undone" : "rewound";
  return first?.type === "run.diverged" ? "diverged" : "forked";
}
