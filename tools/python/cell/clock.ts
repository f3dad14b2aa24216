import { machineNow, machineWall, nap } from "./machine-time.ts";

/** The only clock that anything in a cell can see, JavaScript's own included. */
export interface Clock {
  /** Unix milliseconds. */
  wall(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** From here on time is what the program does; with `epoch` null, the machine's. */
  begin(epoch: number | null): void;
  /** Nothing has happened yet: a fixed clock that never goes back begins anew. */
  reset(): void;
  /** One turn of the interpreter's check. */
  tick(): void;
  /** `isOver` is asked while the machine's time passes; true ends the sleep. */
  sleep(milliseconds: number, isOver: () => boolean): void;
  state(): ClockState;
  setState(state: ClockState): void;
}

export interface ClockState {
  readonly isFixed: boolean;
  readonly wall: number;
  readonly monotonic: number;
}

/** Boot runs at this moment, so that every cell boots alike: 2026-01-01. */
const BOOT_EPOCH = Date.UTC(2026, 0, 1);
/** A fixed clock goes on by this for every look at it and every tick: near what a machine needs for them. */
const LOOK_MS = 0.001;
const TICK_MS = 0.005;
/** So many looks without a tick between them: C code that waits for a moment to come. */
const WAITING_LOOKS = 100;
/** Of what it has waited for: so a wait of any length ends soon, and hardly too late. */
const WAIT_SHARE = 0.01;
const NAP_MS = 0.5;
const STAMP_MS = 1;
const SLICE_MS = 10;

/** Replaces `Date.now` and `performance.now`, which stamp files. */
export function installClock(): Clock {
  let isBoot = true;
  let isFixed = true;
  let wall = BOOT_EPOCH;
  let monotonic = 0;
  /** So that the clock of a restored session does not go back. */
  let lead = 0;
  let looks = 0;
  let waitedMs = 0;

  const look = (): void => {
    looks += 1;
    const isWaiting = looks > WAITING_LOOKS;
    if (!isFixed) {
      if (isWaiting) nap(NAP_MS);
      return;
    }
    const step = isWaiting ? NAP_MS + waitedMs * WAIT_SHARE : LOOK_MS;
    waitedMs += step;
    advance(step);
  };
  const advance = (milliseconds: number): void => {
    wall += milliseconds;
    monotonic += milliseconds;
  };
  const clock: Clock = {
    wall() {
      look();
      return isFixed ? wall : machineWall();
    },
    monotonic() {
      look();
      return isFixed ? monotonic : machineNow() + lead;
    },
    begin(epoch) {
      isBoot = false;
      isFixed = epoch !== null;
      if (epoch !== null) wall = epoch;
      looks = 0;
      waitedMs = 0;
    },
    reset() {
      monotonic = 0;
      lead = 0;
    },
    tick() {
      looks = 0;
      waitedMs = 0;
      if (isFixed) advance(TICK_MS);
    },
    sleep(milliseconds, isOver) {
      if (isFixed) return advance(milliseconds);
      const end = machineNow() + milliseconds;
      for (let left = milliseconds; left > 0 && !isOver(); left = end - machineNow()) {
        nap(Math.min(left, SLICE_MS));
      }
    },
    state: () => ({ isFixed, wall, monotonic: isFixed ? monotonic : machineNow() + lead }),
    setState(state) {
      isBoot = false;
      isFixed = state.isFixed;
      wall = state.wall;
      monotonic = state.monotonic;
      lead = Math.max(0, state.monotonic - machineNow());
    },
  };
  // Stamps of files: each later than the last, as Python looks at them to see whether a folder has changed.
  Date.now = () => {
    if (!isFixed) return machineWall();
    if (!isBoot) advance(STAMP_MS);
    return Math.floor(wall);
  };
  performance.now = clock.monotonic;
  return clock;
}
