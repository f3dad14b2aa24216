import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { notificationMessage, requestMessage } from "./message.ts";
import type { Response } from "./message.ts";
import type { Outlet } from "./outlet.ts";
import { errorCode } from "./protocol.ts";

/** Requests of ours to a client of the era with sessions, and what it answers. */
export class Questions {
  readonly #waiting = new Map<string, (response: Response) => void>();
  #count = 0;
  #closed = false;

  ask(
    method: string,
    params: JsonObject,
    outlet: Outlet,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    this.#count += 1;
    // A text, so that it is never mistaken for an id of the client's own.
    const id = `glassbox-${this.#count}`;
    return new Promise((resolve, reject) => {
      if (this.#closed || signal.aborted) return reject(unanswered());
      const withdraw = (): void => {
        this.#waiting.delete(id);
        outlet(notificationMessage("notifications/cancelled", { requestId: id }));
        reject(unanswered());
      };
      signal.addEventListener("abort", withdraw, { once: true });
      this.#waiting.set(id, ({ result, error }) => {
        signal.removeEventListener("abort", withdraw);
        if (result !== undefined) return resolve(result);
        reject(error === undefined ? unanswered() : faultOf(error));
      });
      outlet(requestMessage(id, method, params));
    });
  }

  /** An answer that nobody waits for says nothing. */
  answered(response: Response): void {
    const id = String(response.id);
    const take = this.#waiting.get(id);
    this.#waiting.delete(id);
    take?.(response);
  }

  close(): void {
    this.#closed = true;
    for (const [id, take] of this.#waiting) take({ kind: "response", id });
    this.#waiting.clear();
  }
}

function unanswered(): RequestFault {
  return new RequestFault(errorCode.server, "The client has left, or the question was withdrawn.");
}

function faultOf(error: JsonObject): RequestFault {
  const { code, message, data } = error;
  const known = typeof code === "number" ? code : errorCode.internal;
  const text = typeof message === "string" ? message : "the client refused";
  return new RequestFault(known, text, isObject(data) ? data : undefined);
}
