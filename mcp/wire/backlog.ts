import type { WireMessage } from "./recorder.ts";
import { weigh } from "./weigh.ts";

/** A message that nobody has looked at yet. */
export interface Waiting {
  /** Unix milliseconds. */
  readonly at: number;
  readonly message: WireMessage;
  readonly weight: number;
}

export interface Bounds {
  readonly messages: number;
  /** UTF-16 code units, about. */
  readonly weight: number;
}

/** Messages on their way to the record. Beyond the bounds they are counted and let go. */
export class Backlog {
  readonly #bounds: Bounds;
  #waiting: Waiting[] = [];
  #weight = 0;
  #dropped = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#waiting.length;
  }

  get weight(): number {
    return this.#weight;
  }

  push(message: WireMessage): void {
    const weight = weigh(message.message);
    const isFull = this.#waiting.length >= this.#bounds.messages;
    // A single message may be larger than all the room there is.
    if (isFull || (this.#weight > 0 && this.#weight + weight > this.#bounds.weight)) {
      this.#dropped += 1;
      return;
    }
    this.#weight += weight;
    this.#waiting.push({ at: Date.now(), message, weight });
  }

  take(): readonly Waiting[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** What was taken counts as long as it is not written down. */
  done({ weight }: Waiting): void {
    this.#weight -= weight;
  }

  lost(count: number): void {
    this.#dropped += count;
  }

  /** How many were lost since this was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}
