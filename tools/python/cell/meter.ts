import type { LimitName, Limits } from "../types.ts";
import type { Clock } from "./clock.ts";
import { machineNow } from "./machine-time.ts";

/** Ends a program that does not heed the interrupt. No Python code can catch it; the interpreter is broken after it. */
export class HardStop extends Error {}

/** Counts what a program uses and stops it: first with an interrupt that it can tidy up after, then for good. */
export interface Meter {
  begin(limits: Limits): void;
  /** The program itself begins: from here on its turns count, and it is interrupted. */
  beginProgram(): void;
  /** The interpreter's check, about one in 50 jumps. Answers the signal that it is to raise, 0 for none. */
  check(): number;
  /** A limit is met, and the program is to end. */
  stop(limit: LimitName): void;
  /** The program has come to its end: what follows is our own code, which is not interrupted. */
  endProgram(): void;
  pause(): void;
  resume(): void;
  /** The limit that stopped the program. */
  stoppedBy(): LimitName | null;
  /** Its time is over. */
  isOver(): boolean;
  fuel(): number;
  wallMs(): number;
}

const SIGINT = 2;
/** Between the interrupt and the hard stop. */
const GRACE_TICKS = 4000;
const GRACE_MS = 15;
/** For what is told of the program's end, which may be code of its own too (`__str__` of an exception). */
const REPORT_TICKS = 200_000;
const REPORT_MS = 30;
/** The clock is looked at once in so many checks. */
const STRIDE = 8;

export function createMeter(clock: Clock, onCheck: () => void): Meter {
  let limits: Limits | null = null;
  let isProgram = false;
  let hasBegun = false;
  let ticks = 0;
  let used = 0;
  let pending = 0;
  let startedAt = 0;
  let pausedMs = 0;
  let pausedAt = 0;
  let stopped: LimitName | null = null;
  let lastTick = Infinity;
  let lastMs = Infinity;

  const elapsed = () => machineNow() - startedAt - pausedMs;
  const stop = (limit: LimitName): number => {
    stopped = limit;
    lastTick = ticks + GRACE_TICKS;
    lastMs = elapsed() + GRACE_MS;
    return SIGINT;
  };
  /** It had its interrupt, or its end, and goes on all the same. */
  const stopHard = (limit: LimitName): never => {
    stopped ??= limit;
    throw new HardStop();
  };
  const takePending = (): number => {
    const signal = pending;
    pending = 0;
    return signal;
  };
  const check = (): number => {
    clock.tick();
    if (limits === null) return 0;
    ticks += 1;
    if (pending !== 0) return takePending();
    if (isProgram && stopped === null && ticks >= limits.fuel) return stop("fuel");
    if (ticks > lastTick) stopHard("fuel");
    if (ticks % STRIDE !== 0) return 0;
    onCheck();
    const ms = elapsed();
    if (isProgram && stopped === null && ms >= limits.wallMs) return stop("wall");
    if (ms > lastMs) stopHard("wall");
    return 0;
  };

  return {
    begin(next) {
      limits = next;
      isProgram = false;
      hasBegun = false;
      ticks = 0;
      used = 0;
      pending = 0;
      startedAt = machineNow();
      pausedMs = 0;
      stopped = null;
      lastTick = Infinity;
      lastMs = Infinity;
    },
    beginProgram() {
      if (hasBegun) return;
      hasBegun = true;
      isProgram = true;
      ticks = 0;
    },
    check,
    stop(limit) {
      if (stopped === null) pending = stop(limit);
    },
    endProgram() {
      if (!isProgram) return;
      isProgram = false;
      used = ticks;
      lastTick = ticks + REPORT_TICKS;
      lastMs = Math.max(elapsed(), limits?.wallMs ?? 0) + REPORT_MS;
    },
    pause() {
      pausedAt = machineNow();
    },
    resume() {
      pausedMs += machineNow() - pausedAt;
    },
    stoppedBy: () => stopped,
    isOver: () => elapsed() >= Math.min(limits?.wallMs ?? 0, lastMs),
    fuel: () => (isProgram ? ticks : used),
    wallMs: elapsed,
  };
}
