import { afterFailure, callWait, isOpen, noBackOff, timesOut } from "./back-off.ts";
import { explainOpenCircuit, explainTimeouts } from "./explain.ts";
import { Refusal, unavailable } from "./failure.ts";

/** Keeps calls away from a server that fails, or whose calls time out, again and again; one at a time tries it. */
export class Breaker {
  readonly #server: string;
  #backOff = noBackOff;
  #timeouts = 0;
  #isTried = false;

  constructor(server: string) {
    this.#server = server;
  }

  /** Throws `Refusal`, or answers with the way out. */
  enter(): () => void {
    const { failures, until } = this.#backOff;
    const waitMs = until - performance.now();
    if (isOpen(this.#backOff) && (this.#isTried || waitMs > 0)) {
      throw new Refusal(unavailable(explainOpenCircuit(this.#server, failures, waitMs)));
    }
    if (this.isSlow && this.#isTried) {
      throw new Refusal(unavailable(explainTimeouts(this.#server, this.#timeouts)));
    }
    if (!isOpen(this.#backOff) && !this.isSlow) return () => {};
    this.#isTried = true;
    return () => {
      this.#isTried = false;
    };
  }

  /** The server is there and its calls get no answer in time. */
  get isSlow(): boolean {
    return timesOut(this.#timeouts);
  }

  get timeouts(): number {
    return this.#timeouts;
  }

  get failures(): number {
    return this.#backOff.failures;
  }

  /** No start before that. */
  get isWaiting(): boolean {
    return this.#backOff.until > performance.now();
  }

  /** Nothing is tried any more unless somebody calls. */
  get isOpen(): boolean {
    return isOpen(this.#backOff);
  }

  /** Milliseconds that a call should wait before the next start. */
  get wait(): number {
    return callWait(this.#backOff, performance.now());
  }

  failed(): void {
    this.#backOff = afterFailure(this.#backOff, performance.now(), Math.random());
  }

  timedOut(): void {
    this.#timeouts += 1;
  }

  /** An answer makes well, and so does a person who stops the server. */
  clear(): void {
    this.#backOff = noBackOff;
    this.#timeouts = 0;
  }
}
