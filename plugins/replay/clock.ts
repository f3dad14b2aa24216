import type { Clock } from "../../kernel/ports/clock.ts";

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Time as it was recorded: it goes on with the events, and to a timer where nothing else is left to happen. */
export class RecordedClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, milliseconds), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** An event was recorded at this time. */
  set(now: number): void {
    this.#now = now;
  }

  /** Lets the next timer ring that was due by `limit`; false: there is none. */
  ring(limit: number): boolean {
    let next: Timer | null = null;
    for (const timer of this.#timers)
      if (timer.due <= limit && (next === null || timer.due < next.due)) next = timer;
    if (!next) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.due);
    next.callback();
    return true;
  }

  /** The house that set them is gone. */
  forget(): void {
    this.#timers.clear();
  }
}
