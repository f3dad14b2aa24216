import type { LedgerEvent } from "../../kernel/event.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Driver, Next } from "../contracts/driver.ts";
import type { Gate } from "./gate.ts";

/** The driver of runs whose steps are the calls of a program. */
export const PROGRAM = "program";

/** No program is executed: what it called is what is on record next. */
export function recordedProgram(known: Driver, gate: Pick<Gate, "coming">): Driver {
  return {
    ...known,
    next: (_, { run }, __, signal) => nextOf(run, gate.coming(), signal),
  };
}

function nextOf(run: string, events: Iterable<LedgerEvent>, signal: AbortSignal): Promise<Next> {
  for (const { type, subject, data } of events) {
    if (subject !== `run/${run}`) continue;
    if (type === "run.finished") return Promise.resolve({ kind: "finish", missing: [] });
    if (type !== "plan.accepted" || !data) continue;
    const { plan, ground } = data as Payload<"plan.accepted">;
    return Promise.resolve({ kind: "plan", proposal: { plan, ground } });
  }
  // The record ends before the program said what comes next.
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** A program that calls for the first time begins a run: nothing in the house does so by itself. */
export function isBegunByProgram({ type, data }: LedgerEvent): boolean {
  const driver = (data as Payload<"run.started"> | null)?.driver;
  return type === "run.started" && driver?.name === PROGRAM;
}
