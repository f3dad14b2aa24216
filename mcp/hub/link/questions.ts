import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { Caller } from "../caller.ts";
import { unlessAborted } from "../waiting.ts";
import { canAnswer, described, isQuestion } from "./capabilities.ts";
import { metaOf, without } from "./envelope.ts";
import { labelled } from "./labelled.ts";
import { addressee, onlyOneAble } from "./parties.ts";
import { isServed } from "./served.ts";
import type { Served } from "./served.ts";
import type { Flight, Peer, Question, RequestId } from "./peer.ts";

const invalidParams = -32602;
const methodNotFound = -32601;
const internalError = -32603;
/** More than any server asks at once that means it. */
const maxOpen = 100;
/** Elicitations at a web address of which the end has not been told. */
const maxAddresses = 1000;

/** Hands the requests of a server of the legacy era to the client for whom it works. */
export class Questions {
  readonly #server: string;
  readonly #peer: Peer;
  readonly #owner: Caller | undefined;
  readonly #served: Served | undefined;
  readonly #open = new Map<
    RequestId,
    { caller: Caller | undefined; controller: AbortController }
  >();
  /** Who was sent to a web address, by the id of that elicitation. */
  readonly #sentTo = new Map<string, Caller>();

  constructor(server: string, peer: Peer, owner: Caller | undefined, served?: Served) {
    this.#server = server;
    this.#peer = peer;
    this.#owner = owner;
    this.#served = served;
  }

  async receive(question: Question): Promise<void> {
    const { id, method } = question;
    if (method === "ping") return this.#peer.answer(id, {});
    try {
      this.#peer.answer(id, await this.#ask(question));
    } catch (error) {
      if (error !== withdrawn) this.#peer.refuse(id, faultOf(error));
    }
  }

  async #ask({ id, method, params, during }: Question): Promise<JsonObject> {
    const served = this.#served;
    if (isServed(served, method)) {
      return this.#await(id, undefined, (signal) => served.ask(method, params, signal));
    }
    if (!isQuestion(method)) {
      throw new RequestFault(methodNotFound, `Method not found: ${method}`);
    }
    const caller = this.#callerFor(method, params, during);
    this.#remember(params["elicitationId"], caller);
    return this.#await(id, caller, (signal) =>
      caller.ask(method, labelled(this.#server, method, asked(params)), signal),
    );
  }

  async #await(
    id: RequestId,
    caller: Caller | undefined,
    ask: (signal: AbortSignal) => Promise<JsonObject>,
  ): Promise<JsonObject> {
    if (this.#open.size >= maxOpen) {
      throw new RequestFault(internalError, `More than ${maxOpen} questions are open.`);
    }
    const controller = new AbortController();
    const { signal } = controller;
    this.#open.set(id, { caller, controller });
    try {
      return await unlessAborted(signal, ask(signal));
    } finally {
      this.#open.delete(id);
    }
  }

  #callerFor(method: string, params: JsonObject, during: Flight | undefined): Caller {
    const found = addressee(during === undefined ? this.#peer.flights() : [during]);
    if (found.is === "nobody" || (found.is === "none" && this.#owner === undefined)) {
      throw new RequestFault(
        internalError,
        `${method} was not asked: no client has a call under way that could answer it. A run at a terminal answers no questions of servers; call the tool from an MCP client.`,
      );
    }
    const caller =
      found.is === "several"
        ? onlyOneAble(found.callers, method, params)
        : found.is === "one"
          ? found.caller
          : found.is === "none"
            ? this.#owner
            : undefined;
    if (caller === undefined) {
      throw new RequestFault(
        internalError,
        `${method} was not asked: several clients have calls under way, and the server does not say for which of them it asks. Set "pool": "lease" for the server "${this.#server}", so that each call has an instance alone.`,
      );
    }
    if (canAnswer(caller, method, params)) return caller;
    throw new RequestFault(
      invalidParams,
      `The client does not support ${described(method, params)}.`,
    );
  }

  #remember(elicitation: JsonValue | undefined, caller: Caller): void {
    if (typeof elicitation !== "string") return;
    const [oldest] = this.#sentTo.keys();
    if (this.#sentTo.size >= maxAddresses && oldest !== undefined) this.#sentTo.delete(oldest);
    this.#sentTo.set(elicitation, caller);
  }

  /** `notifications/elicitation/complete`: who was sent there is told, and nobody else. */
  completed(params: JsonObject): Caller | undefined {
    const id = params["elicitationId"];
    if (typeof id !== "string") return undefined;
    const caller = this.#sentTo.get(id);
    this.#sentTo.delete(id);
    return caller;
  }

  /** The server has taken the question back; it awaits no answer. */
  withdraw(params: JsonObject): void {
    const id = params["requestId"];
    if (typeof id === "string" || typeof id === "number") this.#end(id, withdrawn);
  }

  /** A client is asked no longer than one of its calls is under way. */
  landed(): void {
    if (this.#open.size === 0) return;
    const working = new Set<string | undefined>();
    for (const { caller } of this.#peer.flights()) working.add(caller?.id);
    for (const [id, { caller }] of this.#open) {
      // What we are asked ourselves is nobody's question.
      if (caller === undefined || caller === this.#owner) continue;
      if (!working.has(caller.id)) this.#end(id, over);
    }
  }

  #end(id: RequestId, reason: Error): void {
    this.#open.get(id)?.controller.abort(reason);
  }

  /** Nobody is asked any more for a server that is gone. */
  close(): void {
    for (const id of this.#open.keys()) this.#end(id, withdrawn);
  }
}

const withdrawn = new Error("the server has taken its question back");
const over = new RequestFault(internalError, "The call in which it was asked is over.");

/** The server's progress token is for a connection that ends here. */
function asked(params: JsonObject): JsonObject {
  const meta = metaOf(params);
  if (meta["progressToken"] === undefined) return params;
  const rest = without(meta, ["progressToken"]);
  return Object.keys(rest).length > 0 ? { ...params, _meta: rest } : without(params, ["_meta"]);
}

function faultOf(error: unknown): RequestFault {
  if (error instanceof RequestFault) return error;
  return new RequestFault(internalError, error instanceof Error ? error.message : String(error));
}
