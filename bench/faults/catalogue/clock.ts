import type { Clock } from "../../../kernel/ports/clock.ts";
import type { Fault } from "../fault.ts";
import { play } from "../play.ts";
import { three } from "../plans.ts";
import type { Stage } from "../stage.ts";

const DAY = 86_400_000;
const WAIT_MS = 300;

/** The machine's clock is set by a day while something is under way. */
export const CLOCK_FAULTS: readonly Fault[] = [
  duringCall("the clock jumps a day ahead during a call", DAY),
  duringCall("the clock jumps a day back during a call", -DAY),
  duringWait("the clock jumps a day ahead during a wait", DAY),
  duringWait("the clock jumps a day back during a wait", -DAY),
];

function duringCall(name: string, by: number): Fault {
  return {
    name,
    bar: "right",
    play(stage) {
      const hasStruck = () => stage.world.struck() > 0;
      const servers = [stage.server({ fault: "takes its time" })];
      return play(stage, three("put"), { servers, clock: jumping(by, hasStruck) });
    },
  };
}

function duringWait(name: string, by: number): Fault {
  return {
    name,
    bar: "right",
    play(stage) {
      const wait = { id: "rest", do: { wait: { for: `${WAIT_MS}ms` } }, after: ["a"] };
      const servers = [stage.server({})];
      return play(stage, three("put", [wait]), { servers, clock: jumpingInWait(by, stage) });
    },
  };
}

/** Jumps once, as soon as somebody says so. */
function jumping(by: number, isTime: () => boolean): Clock {
  let offset = 0;
  const now = () => {
    if (offset === 0 && isTime()) offset = by;
    return Date.now() + offset;
  };
  return { now, after };
}

/** Timers themselves do not follow the clock. */
function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, Math.max(0, milliseconds));
  return () => clearTimeout(timer);
}

/** Jumps in the middle of the first timer of that length. */
function jumpingInWait(by: number, { world }: Stage): Clock {
  let isTime = false;
  const clock = jumping(by, () => isTime);
  return {
    now: clock.now,
    after(milliseconds, callback) {
      if (!isTime && milliseconds <= WAIT_MS && milliseconds > WAIT_MS / 2)
        setTimeout(() => {
          isTime = true;
          world.strike("the clock was set");
        }, WAIT_MS / 3);
      return after(milliseconds, callback);
    },
  };
}
