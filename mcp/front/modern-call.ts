import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { notDeclared } from "./capability.ts";
import { notificationMessage } from "./message.ts";
import type { Outlet } from "./outlet.ts";
import { errorCode, isSevereEnough } from "./protocol.ts";
import type { LogLevel } from "./protocol.ts";

/** What one round of a call has to say with and where to. */
export interface Round {
  readonly outlet: Outlet;
  readonly progressToken: string | number | null;
  readonly logLevel: LogLevel | null;
}

export type Outcome =
  | { readonly kind: "done"; readonly result: JsonObject }
  | { readonly kind: "asked"; readonly inputRequests: JsonObject };

interface Question {
  readonly method: string;
  readonly params: JsonObject;
  answer(response: JsonObject): void;
}

/** So long a question waits for others that are asked at the same moment. */
const gatherMs = 2;

/**
 * One request of a stateless client, over as many rounds as it takes: where something waits for the client, the round
 * ends with questions, and the next one brings the answers to where they are waited for.
 */
export class ModernCall {
  readonly #capabilities: JsonObject;
  readonly #abort = new AbortController();
  readonly #questions = new Map<string, Question>();
  #round: Round | undefined;
  #asked = 0;
  /** Settles when there is something to ask. */
  #due = Promise.withResolvers<void>();
  #isDue = false;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #outcome: Promise<JsonObject> | undefined;
  /** What could not be asked: if the call fails it failed for this. */
  #undeclared: RequestFault | undefined;

  constructor(capabilities: JsonObject) {
    this.#capabilities = capabilities;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Once. */
  start(run: () => Promise<JsonObject>): void {
    this.#outcome = run();
    // It is awaited by the rounds, of which there may be none when it fails.
    this.#outcome.catch(() => {});
  }

  readonly ask = (method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject> => {
    const fault = notDeclared(method, params, this.#capabilities);
    if (fault !== undefined) {
      this.#undeclared ??= fault;
      return Promise.reject(fault);
    }
    this.#asked += 1;
    const key = `question-${this.#asked}`;
    return new Promise((resolve, reject) => {
      const given = AbortSignal.any([signal, this.#abort.signal]);
      const withdraw = (): void => {
        this.#questions.delete(key);
        this.#calm();
        const why = "Nobody has answered the question that this request was waiting for.";
        reject(new RequestFault(errorCode.server, why));
      };
      if (given.aborted) return withdraw();
      given.addEventListener("abort", withdraw, { once: true });
      const answer = (response: JsonObject): void => {
        given.removeEventListener("abort", withdraw);
        resolve(response);
      };
      this.#questions.set(key, { method, params, answer });
      if (!this.#isDue) this.#gathering ??= setTimeout(() => this.#put(), gatherMs);
    });
  };

  readonly notify = (method: string, params: JsonObject): void => {
    const round = this.#round;
    if (round === undefined) return;
    if (method === "notifications/progress") {
      if (round.progressToken === null) return;
      const progress = { ...params, progressToken: round.progressToken };
      return round.outlet(notificationMessage(method, progress));
    }
    if (method === "notifications/message") {
      if (round.logLevel === null || !isSevereEnough(params["level"], round.logLevel)) return;
    }
    round.outlet(notificationMessage(method, params));
  };

  /** Runs until there is a result or something to ask. */
  async next(round: Round): Promise<Outcome> {
    this.#round = round;
    const done = this.#done();
    try {
      for (;;) {
        const outcome = await Promise.race([done, this.#due.promise]);
        if (outcome !== undefined) return outcome;
        // What was to be asked may have been withdrawn at the last moment.
        if (this.#questions.size > 0) return this.#ask();
      }
    } finally {
      if (this.#round === round) this.#round = undefined;
    }
  }

  async #done(): Promise<Outcome> {
    try {
      const result = (await this.#outcome) ?? {};
      if (this.#undeclared !== undefined && result["isError"] === true) throw this.#undeclared;
      return { kind: "done", result };
    } catch (error) {
      throw this.#undeclared ?? error;
    }
  }

  #ask(): Outcome {
    const asked = [...this.#questions].map(([key, { method, params }]) => [
      key,
      { method, params },
    ]);
    return { kind: "asked", inputRequests: Object.fromEntries(asked) as JsonObject };
  }

  /** Takes the answers that are awaited; what is not answered is asked again. */
  answer(responses: JsonObject): void {
    for (const [key, question] of this.#questions) {
      const response = responses[key];
      if (!isObject(response)) continue;
      this.#questions.delete(key);
      question.answer(response);
    }
    this.#calm();
  }

  #put(): void {
    this.#gathering = undefined;
    this.#isDue = true;
    this.#due.resolve();
  }

  /** As long as nothing is open there is nothing to ask. */
  #calm(): void {
    if (this.#questions.size > 0) return;
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#due = Promise.withResolvers<void>();
  }

  cancel(reason: unknown): void {
    clearTimeout(this.#gathering);
    this.#abort.abort(reason);
  }
}
