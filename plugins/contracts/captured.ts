import type { EventDraft } from "../../kernel/event.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";

/**
 * Payload of `workspace.captured`: what was found in a run's folder. `before` and `after`: at the paths of one call. `scan`: in the whole folder, after a call
 * that does not say what it touches; with `step` `""` it is nobody's of the run, like what is found at its `start` and `end`.
 */
export interface Captured {
  readonly step: string;
  readonly dir: string;
  readonly at: "before" | "after" | "start" | "end" | "scan";
  /** Hash of the list of everything in the folder, as it was right then; null: only these paths were looked at. */
  readonly manifest: string | null;
  readonly captures: readonly Capture[];
}

/** A branch of a run, and the folder it works in. */
export interface Place {
  readonly run: string;
  readonly branch: string;
  readonly dir: string;
}

/** Puts what was seen in a run's folder on record. The port `captures`. */
export interface Captures {
  draft(place: Place, what: Omit<Captured, "dir">): EventDraft;
  /** Looks at the whole folder; nothing if it is too large. `isElsewhere`: paths that somebody else will say. */
  look(
    place: Place,
    what: Pick<Captured, "step" | "at">,
    isElsewhere?: (path: string) => boolean,
  ): Promise<EventDraft[]>;
}
