import type { JsonObject } from "../../kernel/json.ts";
import type { Tap } from "./outlet.ts";
import { openEventStream } from "./sse.ts";
import type { EventStream } from "./sse.ts";

/**
 * The answer to one POST: a JSON body, unless something has to be said before it; from then on it is a stream of events
 * that ends with the answer.
 */
export class Reply {
  readonly #settled = Promise.withResolvers<Response>();
  readonly #tap: Tap;
  readonly #headers: Record<string, string>;
  readonly #onGone: () => void;
  #stream: EventStream | undefined;
  #over = false;

  /** `onGone`: the client no longer waits for it. */
  constructor(tap: Tap, headers: Record<string, string>, onGone: () => void) {
    this.#tap = tap;
    this.#headers = headers;
    this.#onGone = onGone;
  }

  /** Whether the client still listens to what comes on it. */
  get open(): boolean {
    return !this.#over;
  }

  get response(): Promise<Response> {
    return this.#settled.promise;
  }

  readonly send = (message: JsonObject): void => {
    if (this.#over) return;
    if (this.#stream === undefined) {
      this.#stream = openEventStream(this.#headers, () => {
        this.#over = true;
        this.#onGone();
      });
      this.#settled.resolve(this.#stream.response);
    }
    this.#stream.send(this.#text(message));
  };

  /** Without an answer: the client has withdrawn its request, or there is none to give any more. */
  drop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stream?.end();
    this.#settled.resolve(new Response(null, { status: 202, headers: this.#headers }));
  }

  /** The answer itself; the status counts unless a stream was begun. */
  end(message: JsonObject, status: number): void {
    if (this.#over) return;
    this.#over = true;
    const text = this.#text(message);
    if (this.#stream === undefined) {
      this.#settled.resolve(jsonResponse(text, status, this.#headers));
      return;
    }
    this.#stream.send(text);
    this.#stream.end();
  }

  /** Written once, for the client and for the record. */
  #text(message: JsonObject): string {
    const text = JSON.stringify(message);
    this.#tap("out", text);
    return text;
  }
}

export function jsonResponse(
  text: string,
  status: number,
  headers: Record<string, string> = {},
): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}
