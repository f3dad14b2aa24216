import type { EventDraft } from "../../kernel/event.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonObject } from "../../kernel/json.ts";
import type { EventTypes } from "../../kernel/ledger/event-types.ts";

/** The state that a run will have once the drafts are on record. Times stay as they are: no hash covers them. */
export function foresee(
  state: RunState,
  drafts: readonly EventDraft[],
  types: EventTypes,
): RunState {
  let next = state;
  for (const { id = "", type, data, branch, actor } of drafts) {
    const version = types.get(type)?.version ?? 1;
    // As a reader will parse it, not as the caller holds it.
    const stored = JSON.parse(canonicalize(data)) as JsonObject;
    const place = { hlc: next.updatedAt, bseq: next.bseq + 1 };
    next = foldRun(next, { id, type, version, data: stored, branch, actor, ...place });
  }
  return next;
}
