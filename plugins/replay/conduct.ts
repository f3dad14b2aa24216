import { messageOf } from "../../kernel/error.ts";
import { type LedgerEvent, millisecondsOf } from "../../kernel/event.ts";
import { type Difference, differenceAt } from "./difference.ts";
import type { Gate, Match } from "./gate.ts";
import { outsideAtOnce, sourceOf } from "./outside.ts";
import { isBegunByProgram } from "./recorded-programs.ts";
import type { Stage } from "./stage.ts";
import { isStill, staysStill } from "./stillness.ts";
import { claimIn, type Conducting, takeUp } from "./take-up.ts";

/** Turns of the event loop in which nothing happens, after which only time can go on. */
const TURNS = 3;
/** Milliseconds that the house gets to do what it had begun, before somebody stops it. */
const BEFORE_STOP_MS = 100;
/** Timers that may ring before one event: a watch that never ends is none. */
const MOST_RINGS = 50_000;

/** Has everything on record happen again, in its order. The first difference, or null. */
export async function conduct(stage: Stage, patience: number): Promise<Difference | null> {
  const { gate } = stage;
  let failure: string | null = null;
  const conducting: Conducting = {
    stage,
    begin(work) {
      work().catch((error: unknown) => {
        failure = messageOf(error);
        gate.stir();
      });
    },
  };
  await stage.reopen(claimIn(stage)!);
  conducting.begin(() => stage.start());
  let last: LedgerEvent | null = null;
  for (let next = gate.next; next; next = gate.next) {
    const difference = await bringAbout(conducting, next, patience, () => failure);
    if (difference) return difference;
    // Whoever was told acts on it before anything else happens, as between two commits of the ledger.
    await isStill(gate, 1);
    last = next;
  }
  return last?.type === "run.finished" ? leftOver(stage, last) : null;
}

/** Waits for one event of the record, and does what brings it about. */
async function bringAbout(
  conducting: Conducting,
  next: LedgerEvent,
  patience: number,
  failure: () => string | null,
): Promise<Difference | null> {
  const { stage } = conducting;
  const { gate, clock } = stage;
  const until = millisecondsOf(next.hlc);
  let isTakenUp = false;
  for (let rings = 0; ;) {
    const found = gate.match();
    if (found && "held" in found) {
      stage.commit(together(gate, found));
      return null;
    }
    const source = sourceOf(next, stage.house.types);
    if (found && source === "house") return found;
    const failed = failure();
    if (failed !== null) return differenceAt(next, { path: "", recorded: next.type, now: failed });
    stage.answer(answerIn(gate));
    if (!(await isStill(gate, TURNS))) continue;
    if (rings++ < MOST_RINGS && clock.ring(until)) continue;
    if (source !== "house") {
      const isStop = next.type === "stop.requested";
      if (isStop && !(await staysStill(gate, BEFORE_STOP_MS))) continue;
      if (next.type === "run.rewound")
        stage.house.runs.leave(next.subject.slice("run/".length), "a person has gone back in it");
      stage.believe(outsideAtOnce(gate));
      return null;
    }
    if (!isTakenUp && isBegunByProgram(next)) {
      isTakenUp = true;
      conducting.begin(() => stage.start(next));
      continue;
    }
    if (!isTakenUp && next.type !== "run.started" && claimIn(stage)) {
      isTakenUp = true;
      if (await takeUp(conducting, next)) return null;
      continue;
    }
    if (!(await staysStill(gate, patience))) continue;
    const instead = gate.instead();
    return differenceAt(next, { path: "", recorded: next.type, now: instead?.type ?? null });
  }
}

/** Milliseconds between events of one transaction. */
const AT_ONCE_MS = 5;

/** Batches that were wanted side by side were written side by side: nobody acts on the first of them alone. */
function together(gate: Gate, first: Match): readonly Match[] {
  const matches = [first];
  for (let last = first.events.at(-1)!; ;) {
    const from = matches.reduce((sum, { events }) => sum + events.length, 0);
    const next = gate.ahead(from);
    if (!next || millisecondsOf(next.hlc) - millisecondsOf(last.hlc) > AT_ONCE_MS) return matches;
    const found = gate.match(from);
    if (!found || !("held" in found)) return matches;
    matches.push(found);
    last = found.events.at(-1)!;
  }
}

/** What is written of an answer may begin with what the call has left in the folder. */
function answerIn(gate: Gate): LedgerEvent {
  for (let ahead = 0; ; ahead++) {
    const event = gate.ahead(ahead);
    if (event?.type !== "workspace.captured") return event ?? gate.next!;
  }
}

/** Does the house go on where the record is at its end? */
async function leftOver({ gate }: Stage, last: LedgerEvent): Promise<Difference | null> {
  await isStill(gate, TURNS);
  const more = gate.instead();
  if (!more) return null;
  const after = { ...last, bseq: last.bseq + 1, type: more.type, data: more.data };
  return differenceAt(after, { path: "", recorded: null, now: more.type });
}
