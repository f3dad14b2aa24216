import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { BranchData } from "../format.ts";

/** Events that leave a branch at a place, and go on beside it. */
const LEAVING = ["run.diverged", "run.rewound", "run.forked"];

/** Does a branch begin with the event that says so? Answers what is wrong with it, or null. */
export function startFault(
  event: SealedEvent,
  data: JsonObject | null,
  branch: BranchData,
): string | null {
  const { id, subject, root, parent, at } = branch;
  if (parent === null && at !== 0) return `bseq: branch ${id} leaves no other`;
  const isRoot = event.type === "run.started";
  if (isRoot !== (parent === null) || !(isRoot || LEAVING.includes(event.type)))
    return `type: branch ${id} cannot begin with ${event.type}`;
  // An erased beginning cannot be asked; the numbers of the events still have to fit.
  if (data === null) return null;
  if (`run/${String(data["run"])}` !== subject) return "data.run: is another run's";
  if (event.type !== "run.diverged" && event.type !== "run.rewound" && data["run"] !== id)
    return `data.run: must be ${id}`;
  if (isRoot) return data["root"] === root ? null : `data.root: must be ${root}`;
  if (data["from"] !== parent) return `data.from: branch ${id} leaves ${parent}`;
  return data["at"] === at ? null : `data.at: branch ${id} leaves ${parent} at ${at}`;
}
