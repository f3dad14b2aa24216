import type { Clock } from "../../../kernel/ports/clock.ts";

/** Something that runs in virtual time and may die: then none of its timers comes any more. */
export interface Process {
  isAlive: boolean;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly process: Process;
  readonly callback: () => void;
}

const START = 1_790_000_000_000;

/** Time that passes only from one timer to the next. */
export class VirtualTime {
  #now = START;
  #order = 0;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(process: Process, milliseconds: number, callback: () => void): () => void {
    const at = this.#now + Math.max(0, milliseconds);
    const timer = { at, order: this.#order++, process, callback };
    const later = this.#timers.findLastIndex((one) => one.at <= at);
    this.#timers.splice(later + 1, 0, timer);
    return () => void (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  clockOf(process: Process): Clock {
    return {
      now: () => this.#now,
      after: (milliseconds, callback) => this.after(process, milliseconds, callback),
    };
  }

  /** Runs the next timer of a living process. False: there is none. */
  step(): boolean {
    for (;;) {
      const next = this.#timers.shift();
      if (!next) return false;
      if (!next.process.isAlive) continue;
      this.#now = next.at;
      next.callback();
      return true;
    }
  }
}
