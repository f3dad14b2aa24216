import type { EventDraft } from "../../kernel/event.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";

/** What somebody decided and why, in the words of who decided it. */
export interface Reasons {
  /** `plan`, `mend`, `finish`, `doubt`, … */
  readonly kind: string;
  readonly choice: string;
  /** What really decided: a rule that fits, a model's own words as such. */
  readonly rationale: string;
  readonly alternatives: readonly Alternative[];
  /** 0 to 1, as whoever decided states it; null: nobody can say. */
  readonly confidence: number | null;
  /** Ids of the events that led to it: the goal, facts, results, a model's answers. */
  readonly grounds: readonly string[];
}

/** A way that was not taken. */
export interface Alternative {
  readonly choice: string;
  /** Why it was not taken. */
  readonly reason: string;
  /** As who decided weighs it: comparable within one decision only; null: it was not weighed. */
  readonly score: number | null;
}

/** A decision on its way into the ledger. */
export interface Deciding {
  /** The run as it is. */
  readonly state: RunState;
  /** Drafts of the same append that stand before the decision, such as the run's first events. */
  readonly before?: readonly EventDraft[] | undefined;
  /** What follows from it; the last one is the change that it is about. */
  readonly drafts: readonly EventDraft[];
  readonly reasons: Reasons;
  readonly actor: string;
  /** Whose decision it is: hashes of the same one's states share their work. */
  readonly of?: object;
}

/** Puts decisions on record, with the state before and after. Provided as `decisions`, named `decisions`. */
export interface Decisions {
  /** The decision and `drafts`, for one append. */
  record(deciding: Deciding): readonly EventDraft[];
}
