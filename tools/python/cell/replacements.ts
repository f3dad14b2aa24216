import type { Clock } from "./clock.ts";
import type { Heap } from "./heap.ts";
import type { Exports } from "./interpreter.ts";
import type { Meter } from "./meter.ts";
import type { Random } from "./random.ts";
import type { Replacements } from "./seal.ts";
import { utcCalendar } from "./utc.ts";

/** `os._exit` and its like. The interpreter is broken after it. */
export class ProgramExit extends Error {
  readonly code: number;

  constructor(code: number) {
    super();
    this.code = code;
  }
}

/** The C library or the interpreter gave up. */
export class Crash extends Error {}

export interface Sources {
  readonly clock: Clock;
  readonly random: Random;
  readonly heap: Heap;
  readonly meter: Meter;
  readonly mask: Mask;
}

/** Of the modes of new files. */
export interface Mask {
  get(): number;
  set(mask: number): void;
  reset(): void;
}

const FIRST_MASK = 0o022;

export function createMask(): Mask {
  let mask = FIRST_MASK;
  return {
    get: () => mask,
    set(next) {
      mask = next;
    },
    reset() {
      mask = FIRST_MASK;
    },
  };
}

const NANOSECONDS_IN_MS = 1e6;
const REALTIME = 0;
const LAST_CLOCK = 3;
const EINVAL = 28;
const USER = 1000;

/** Clocks, chance, memory and signals come from us, before the seal and after it. */
export function makeReplacements(sources: Sources, exports: () => Exports): Replacements {
  const { clock, random, heap, meter, mask } = sources;
  const bytes = () => new Uint8Array(exports().memory.buffer);
  const view = () => new DataView(exports().memory.buffer);

  return {
    emscripten_get_now: () => () => clock.monotonic(),
    emscripten_date_now: () => () => clock.wall(),
    clock_time_get: () => (id: number, _precision: bigint, target: number) => {
      if (id < 0 || id > LAST_CLOCK) return EINVAL;
      const ms = id === REALTIME ? clock.wall() : clock.monotonic();
      view().setBigInt64(target >>> 0, BigInt(Math.round(ms * NANOSECONDS_IN_MS)), true);
      return 0;
    },
    ...utcCalendar(view),
    random_get: () => (target: number, length: number) => {
      random.fill(bytes().subarray(target >>> 0, (target >>> 0) + (length >>> 0)));
      return 0;
    },
    _Py_CheckEmscriptenSignals_Helper: () => meter.check,
    emscripten_resize_heap: (original) => heap.attach(original as (bytes: number) => number),
    emscripten_get_heap_max: () => () => heap.most(),
    exit: () => (code: number) => {
      throw new ProgramExit(code);
    },
    proc_exit: () => (code: number) => {
      throw new ProgramExit(code);
    },
    _abort_js: () => () => {
      throw new Crash("The interpreter gave up.");
    },
    __assert_fail: () => () => {
      throw new Crash("The interpreter found itself broken.");
    },
    // The host's own would answer otherwise.
    __syscall_umask_js: () => (next: number) => {
      const last = mask.get();
      mask.set(next & 0o777);
      return last;
    },
    __syscall_getuid32_js: () => () => USER,
    _Py_emscripten_runtime: () => () => 0,
    _try_fcntl64: () => () => 0,
    can_run_sync_js: () => () => 0,
  };
}
