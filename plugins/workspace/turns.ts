import { TURN_MS } from "./limits.ts";

/** Lets others work in between: a long look at files is cut into short turns. */
export class Turns {
  #end = performance.now() + TURN_MS;
  readonly #before: () => unknown;

  /** `before`: what has to be done before anybody else has a turn. */
  constructor(before: () => unknown = () => {}) {
    this.#before = before;
  }

  get isOver(): boolean {
    return performance.now() >= this.#end;
  }

  async next(): Promise<void> {
    this.#before();
    await new Promise<void>((resolve) => void setImmediate(resolve));
    this.#end = performance.now() + TURN_MS;
  }

  async drive<T>(work: Generator<void, T>): Promise<T> {
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      if (this.isOver) await this.next();
    }
  }
}
