import type { House } from "../support/kernel.ts";
import { type CallPoint, die, type Kill } from "./kill.ts";
import { KINDS } from "./task.ts";

type Reached = (point: CallPoint, step: string) => void;

/**
 * Makes a house kill its own process at a point. What it answers is to be told by a server which points of its calls
 * are reached; the points of the ledger and of the wire are watched here.
 */
export function arm(house: House, kill: Kill): Reached {
  if (!("step" in kill)) {
    watchLedger(house, kill);
    return () => {};
  }
  const reached: Reached = (point, step) => {
    if (point === kill.at && step === kill.step) die();
  };
  watchCalls(house, reached);
  return reached;
}

/** `append`: what is handed over is on no disk yet. `commit`: it is, and nobody has been told. */
function watchLedger({ kernel: { ledger } }: House, { at, event }: Kill & { event: number }): void {
  const ofRun = (events: readonly { readonly subject: string }[]) =>
    events.filter(({ subject }) => subject.startsWith("run/")).length;
  let seen = 0;
  if (at === "commit") {
    ledger.onCommit((events) => {
      seen += ofRun(events);
      if (seen >= event) die();
    });
    return;
  }
  const append = ledger.append.bind(ledger);
  ledger.append = (drafts, branches) => {
    seen += ofRun(drafts);
    if (seen >= event) die();
    return append(drafts, branches);
  };
}

function watchCalls({ hub }: House, reached: Reached): void {
  const call = hub.call.bind(hub);
  hub.call = async (request) => {
    const step = String(request.args["step"]);
    const isEffect = KINDS.some((kind) => kind === request.name);
    if (isEffect) reached("leave", step);
    const result = await call(request);
    if (isEffect) reached("answer", step);
    return result;
  };
}
