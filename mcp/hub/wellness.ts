import { Breaker } from "./breaker.ts";
import { Condition } from "./condition.ts";
import type { Change } from "./condition.ts";
import type { Connection } from "./connection.ts";
import { explainBusy } from "./explain.ts";
import { isAnswer, isDeadline, Refusal, unavailable } from "./failure.ts";
import { Health } from "./health.ts";
import { describeProcess } from "./process-state.ts";
import type { ServerSpec } from "./spec.ts";
import { atMost, unlessAborted } from "./waiting.ts";

export interface WellnessOptions {
  readonly pingTimeoutMs: number;
  readonly silentMs: number;
  /** How long a call waits for a server that is busy. */
  readonly busyWaitMs: number;
}

/** How well an instance is, by what becomes of its work: whether it answers, hangs, or fails again and again. */
export class Wellness {
  readonly breaker: Breaker;
  readonly #spec: ServerSpec;
  readonly #options: WellnessOptions;
  readonly #condition: Condition;
  #health: Health | undefined;
  /** A ping that decides whether it is ended. */
  #check: Promise<void> | undefined;
  #underWay = 0;

  constructor(spec: ServerSpec, options: WellnessOptions, tell: (change: Change) => void) {
    this.#spec = spec;
    this.#options = options;
    this.breaker = new Breaker(spec.name);
    this.#condition = new Condition(tell);
  }

  /** Why it is not well although it is there. */
  get trouble(): string | undefined {
    return this.#condition.trouble;
  }

  /** It has started. */
  began(connection: Connection): void {
    // A server in this process is not there when this process is busy, and cannot be ended against its will.
    if (this.#spec.transport === "in-process") return;
    const { silentMs, pingTimeoutMs } = this.#options;
    const { pid } = connection.transport.diagnostics();
    this.#health = new Health({
      silentMs,
      pingTimeoutMs,
      ping: (withinMs) => connection.answersPing(withinMs),
      changed: (trouble) =>
        trouble === undefined ? this.#condition.well() : this.#condition.ill(trouble),
      lookAt: () => describeProcess(pid),
    });
  }

  /** It is gone. */
  ended(): void {
    this.#health?.close();
    this.#health = undefined;
    this.#condition.forget();
  }

  /** Waits a little for a server that may hang. Rejects with a `Refusal`, or with the signal's reason. */
  async answer(signal: AbortSignal): Promise<void> {
    // One that may be ended is not called before it has answered a ping, or has ended.
    if (this.#check !== undefined) await unlessAborted(signal, this.#check);
    const health = this.#health;
    if (!health?.isSilent) return;
    await unlessAborted(signal, atMost(this.#options.busyWaitMs, health.answer));
    if (!health.isSilent) return;
    const reason = this.trouble ?? "does not answer";
    throw new Refusal(unavailable(explainBusy(this.#spec.name, reason)));
  }

  /** Watches the server while it works on something. */
  async during<T>(connection: Connection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const health = this.#health;
    this.#underWay += 1;
    health?.began();
    try {
      const answer = await work();
      this.#answered();
      return answer;
    } catch (error) {
      if (signal.aborted) this.#abandoned(connection, signal.reason);
      else if (isAnswer(error)) this.#answered();
      throw error;
    } finally {
      this.#underWay -= 1;
      health?.ended();
    }
  }

  #answered(): void {
    this.breaker.clear();
    this.#health?.heard();
    this.#condition.well();
  }

  #abandoned(connection: Connection, reason: unknown): void {
    if (isDeadline(reason)) this.breaker.timedOut();
    // Somebody else still waits for it: it is watched, and not ended.
    if (this.#underWay === 1) this.#check ??= this.#checkHealth(connection);
    const { isSlow, timeouts } = this.breaker;
    if (isSlow) this.#condition.ill(`answers no call in time: its last ${timeouts} timed out`);
  }

  /** A call was abandoned and nothing else is under way: is it only that call that hangs, or the whole server? */
  async #checkHealth({ answersPing, transport }: Connection): Promise<void> {
    if (this.#spec.transport !== "in-process") {
      const { pingTimeoutMs } = this.#options;
      const isWell = await answersPing(pingTimeoutMs);
      if (!isWell && transport.ended() === undefined) {
        await transport.kill(
          `was ended: a call of it was abandoned, and it did not answer a ping within ${pingTimeoutMs} ms`,
        );
      }
    }
    this.#check = undefined;
  }
}
