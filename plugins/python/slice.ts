import type { FoldEvent } from "../../kernel/event.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { ADVANCED, type Advanced, VIOLATION } from "./events.ts";

/** What a run's branch knows of its programs. */
export interface Slice {
  /** The last thing that one tried and that was refused; null: none did. */
  readonly violation: { readonly step: string; readonly names: readonly string[] } | null;
  readonly isWeak: boolean;
  /** The checkpoint that each session stands at. */
  readonly sessions: Readonly<Record<string, string>>;
}

const NOTHING: Slice = { violation: null, isWeak: false, sessions: {} };
/** Sessions that a branch remembers; of older ones a call must say where it begins. */
const MOST_SESSIONS = 50;

export function sliceOf({ extensions }: Pick<RunState, "extensions">): Slice {
  return (extensions["python"] ?? NOTHING) as unknown as Slice;
}

export function reduce(before: JsonValue | undefined, { type, data }: FoldEvent): JsonValue {
  const slice = (before ?? NOTHING) as unknown as Slice;
  return (data === null ? slice : next(slice, type, data)) as unknown as JsonValue;
}

function next(slice: Slice, type: string, data: NonNullable<FoldEvent["data"]>): Slice {
  if (type === ADVANCED) {
    const { session, checkpoint } = data as Advanced;
    const { [session]: _before, ...others } = slice.sessions;
    const kept = Object.entries(others).slice(-(MOST_SESSIONS - 1));
    return { ...slice, sessions: { ...Object.fromEntries(kept), [session]: checkpoint } };
  }
  if (type !== VIOLATION) return { ...slice, isWeak: true };
  const { step, violations } = data as { step: string; violations: readonly string[] };
  return { ...slice, violation: { step, names: violations } };
}
