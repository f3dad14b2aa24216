import type { LedgerEvent } from "../../kernel/event.ts";
import type { EventTypes } from "../../kernel/ledger/index.ts";

/** What came to a run from outside of it: people, and other programs, are not replayed but believed. */
const FROM_OUTSIDE = new Set([
  "ask.answered",
  "grant.given",
  "grant.revoked",
  "stop.requested",
  "run.rewound",
  "run.forked",
  "replay.noted",
  // What programs did is not done again: their answers say it.
  "python.files.given",
  "python.content.kept",
  "python.violation.seen",
  "python.weak.used",
  "python.session.advanced",
]);

export type Source =
  /** Made by the house, or not at all. */
  | "house"
  /** Came from outside, whatever the house does. */
  | "outside"
  /** From outside, if the house does not make it. */
  | "either";

/** Where an event came from, as far as it says so itself. */
export function sourceOf({ type, data, actor }: LedgerEvent, types: EventTypes): Source {
  if (types.get(type) === undefined) return "outside";
  if (!FROM_OUTSIDE.has(type)) return "house";
  if (type === "ask.answered") return data?.["via"] === "kernel" ? "house" : "outside";
  if (type === "grant.given") return actor === "kernel" ? "either" : "outside";
  // A run stops those that it has begun, in the words of whoever stopped it.
  if (type === "stop.requested") return "either";
  return "outside";
}

const OPENING = new Set(["run.rewound", "run.forked"]);
/** What a person sets, and what is told, when a branch is opened to go on from an earlier event. */
const SET = new Set([
  "workspace.captured",
  "goal.set",
  "fact.learned",
  "ask.answered",
  "time.told",
  "run.claimed",
]);

/** Whoever goes on looks at the folder too: only what stood there when the branch was opened came with it. */
function isSet({ type, data }: LedgerEvent): boolean {
  return SET.has(type) && (type !== "workspace.captured" || data?.["at"] === "start");
}

/** How many events came from outside at once, the first of which is next. */
export function outsideAtOnce({ ahead }: { ahead(n: number): LedgerEvent | undefined }): number {
  const first = ahead(0)!;
  if (!OPENING.has(first.type)) return 1;
  const belongs = (event: LedgerEvent | undefined, n: number): event is LedgerEvent =>
    event?.branch === first.branch && event.row === first.row + n && isSet(event);
  for (let count = 1; ; count++) {
    const event = ahead(count);
    if (!belongs(event, count)) return count;
    // A claim at the end is that of whoever goes on with it; before more of the same it takes the run over.
    if (event.type === "run.claimed" && !belongs(ahead(count + 1), count + 1)) return count;
  }
}
