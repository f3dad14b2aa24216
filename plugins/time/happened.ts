import type { LedgerEvent } from "../../kernel/event.ts";
import { canonicalize } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

/** An effect that the world has seen, or may have seen, and that a branch does not know of. */
export interface Happened {
  /** SHA-256 of tool and arguments. */
  readonly content: string;
  /** `server__tool`. */
  readonly tool: string;
  /** Arguments, shortened for people. */
  readonly args: string;
  readonly run: string;
  readonly step: string;
  /** Id of the intent. */
  readonly event: string;
  /** It cannot be taken back, and must not happen twice unasked. */
  readonly isOnce: boolean;
  readonly outcome: "happened" | "unknown";
}

const TYPES = ["tool.intended", "tool.finished", "tool.settled"];
const LONGEST_ARGS = 200;
/** Effects of a run tree that are not among the known events, oldest first; one that failed for sure is none. */
export function happenedBeside(
  ledger: Ledger,
  root: string,
  known: ReadonlySet<string>,
): readonly Happened[] {
  const found = new Map<string, Happened>();
  for (const event of ledger.readTree(root, TYPES)) {
    if (event.data === null) continue;
    if (event.type === "tool.intended") {
      if (!known.has(event.id)) add(found, event);
      continue;
    }
    const { call } = event.data as { call: string };
    const effect = found.get(call);
    if (effect) settle(found, call, effect, event);
  }
  return [...found.values()];
}

/** Ids of the intents that a branch knows of; `isKept`: those of its steps that it does not begin again. */
export function intentsOf(
  ledger: Ledger,
  branch: string,
  to: number,
  isKept: (event: LedgerEvent) => boolean = () => true,
): ReadonlySet<string> {
  const known = new Set<string>();
  for (const event of ledger.readBranch(branch, { to, types: ["tool.intended"] }))
    if (isKept(event)) known.add(event.id);
  return known;
}

function add(found: Map<string, Happened>, event: LedgerEvent): void {
  const { purpose, effect, content, server, tool, args, step } =
    event.data as unknown as Payload<"tool.intended">;
  if (purpose !== "step" || effect === "read" || content === "") return;
  const text = canonicalize(args);
  found.set(event.id, {
    content,
    tool: `${server}__${tool}`,
    args: text.length > LONGEST_ARGS ? `${text.slice(0, LONGEST_ARGS - 1)}…` : text,
    run: event.subject.slice("run/".length),
    step,
    event: event.id,
    isOnce: effect === "once",
    outcome: "unknown",
  });
}

function settle(
  found: Map<string, Happened>,
  call: string,
  effect: Happened,
  { type, data }: LedgerEvent,
): void {
  const isDone =
    type === "tool.finished" ? data?.["ok"] === true : data?.["verdict"] === "happened";
  if (isDone) found.set(call, { ...effect, outcome: "happened" });
  else if (type === "tool.finished") found.delete(call);
}
