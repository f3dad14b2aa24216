import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { RequestFault } from "../../fault.ts";
import { isObject } from "../../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { Undelivered } from "../transport.ts";
import type { HubTransport } from "../transport.ts";
import { metaOf } from "./envelope.ts";

export type RequestId = string | number;

/** For whom a request is under way. */
export interface Flight {
  readonly caller: Caller | undefined;
  /** The caller's own progress token; the server is given the id of the request in its place. */
  readonly token: JsonValue | undefined;
  /** The least that this request's caller wants to be told; undefined: what it has set, or nothing. */
  readonly logLevel: string | undefined;
  /** Asked by the hub for itself: it stands for no work, and nothing is asked or told on behalf of it. */
  readonly isOurs: boolean;
}

export const ours: Flight = {
  caller: undefined,
  token: undefined,
  logLevel: undefined,
  isOurs: true,
};

interface Pending extends Flight {
  resolve(result: JsonObject): void;
  reject(error: unknown): void;
}

/** A request of the server. */
export interface Question {
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
  /** For whom, if the transport knows it. */
  readonly during: Flight | undefined;
}

export interface PeerEvents {
  asked(question: Question): void;
  /** `during`: the work that it belongs to, if the transport knows it. */
  notified(method: string, params: JsonObject, during: Flight | undefined): void;
  /** Work for somebody is over, in whatever way. */
  landed(): void;
  closed(): void;
}

/** An answer that could not be delivered: too large, or none that can be read. */
export class LostAnswer extends Error {
  readonly code = -32000;
  readonly data: Undelivered;

  constructor(message: string, data: Undelivered) {
    super(message);
    this.name = "LostAnswer";
    this.data = data;
  }
}

/**
 * One end of a JSON-RPC connection: requests and the answers to them, as they were sent. Whatever arrives is handed on
 * before the next message is looked at, so that what a server told before its answer is told before it.
 */
export class Peer {
  readonly #transport: HubTransport;
  readonly #pending = new Map<number, Pending>();
  readonly #events: PeerEvents;
  // Some servers take an id of 0 for none.
  #lastId = 0;
  #isClosed = false;

  constructor(transport: HubTransport, events: PeerEvents) {
    this.#transport = transport;
    this.#events = events;
    transport.onmessage = (message) => this.#receive(message as unknown as JsonObject, message);
    transport.onclose = () => this.#close();
  }

  /** Work that is under way for somebody. */
  *flights(): Iterable<Flight> {
    for (const flight of this.#pending.values()) if (!flight.isOurs) yield flight;
  }

  flight(id: JsonValue | undefined): Flight | undefined {
    return this.#pending.get(Number(id));
  }

  /** Rejects with the server's own error as a `RequestFault`, or with the signal's reason. */
  request(
    method: string,
    params: JsonObject,
    signal: AbortSignal,
    flight: Flight = ours,
    onSent?: (id: number) => void,
  ): Promise<JsonObject> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#isClosed) return Promise.reject(new Error("its connection is closed"));
    this.#lastId += 1;
    const id = this.#lastId;
    const sent = flight.token === undefined ? params : withToken(params, id);
    return new Promise((resolve, reject) => {
      const abandon = () => {
        this.#pending.delete(id);
        // The specification lets nobody cancel the beginning.
        if (method !== "initialize") this.#cancel(id, signal.reason);
        reject(signal.reason);
        if (!flight.isOurs) this.#events.landed();
      };
      signal.addEventListener("abort", abandon, { once: true });
      const done = () => {
        this.#pending.delete(id);
        signal.removeEventListener("abort", abandon);
        if (!flight.isOurs) this.#events.landed();
      };
      this.#pending.set(id, {
        ...flight,
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      onSent?.(id);
      this.#send({ jsonrpc: "2.0", id, method, params: sent }, (error) =>
        this.#pending.get(id)?.reject(error),
      );
    });
  }

  notify(method: string, params: JsonObject = {}): void {
    const hasParams = Object.keys(params).length > 0;
    this.#send({ jsonrpc: "2.0", method, ...(hasParams && { params }) });
  }

  answer(id: RequestId, result: JsonObject): void {
    this.#send({ jsonrpc: "2.0", id, result });
  }

  refuse(id: RequestId, fault: RequestFault): void {
    const { code, message, data } = fault;
    const error = { code, message, ...(data !== undefined && { data }) };
    this.#send({ jsonrpc: "2.0", id, error });
  }

  #cancel(id: number, reason: unknown): void {
    const said = reason instanceof Error ? reason.message : String(reason);
    this.notify("notifications/cancelled", { requestId: id, reason: said });
  }

  /** Without `failed` it is a message of which nobody waits for an end: the connection's own end tells enough. */
  #send(message: JsonObject, failed: (error: unknown) => void = () => {}): void {
    this.#transport.send(message as unknown as JSONRPCMessage).catch(failed);
  }

  #receive(message: JsonObject, crossed: JSONRPCMessage): void {
    const { id, method } = message;
    if (typeof method !== "string") return this.#answered(message);
    const params = isObject(message["params"]) ? message["params"] : {};
    const during = this.flight(this.#transport.during?.(crossed));
    if (typeof id === "string" || typeof id === "number") {
      return this.#events.asked({ id, method, params, during });
    }
    this.#events.notified(method, params, during);
  }

  #answered({ id, result, error }: JsonObject): void {
    // Some servers send the number back as a text.
    const pending = this.#pending.get(Number(id ?? NaN));
    if (pending === undefined) return;
    if (isObject(result)) return pending.resolve(result);
    pending.reject(errorOf(error));
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const pending of this.#pending.values()) {
      pending.reject(new Error(`it ${this.#transport.ended() ?? "closed its connection"}`));
    }
    this.#events.closed();
  }
}

function withToken(params: JsonObject, id: number): JsonObject {
  return { ...params, _meta: { ...metaOf(params), progressToken: id } };
}

function errorOf(error: unknown): Error {
  if (!isObject(error)) {
    return new LostAnswer(
      "its answer has neither a result nor an error.",
      new Undelivered("bad_answer"),
    );
  }
  const { code, message, data } = error;
  const said = typeof message === "string" ? message : "it gave no reason";
  const lost: unknown = data;
  if (lost instanceof Undelivered) return new LostAnswer(said, lost);
  return new RequestFault(typeof code === "number" ? code : -32603, said, data);
}
