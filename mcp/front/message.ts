import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { isTooDeep, MAX_LEVELS } from "../hub/transport.ts";
import { errorCode } from "./protocol.ts";

export type RequestId = string | number;

export interface Request {
  readonly kind: "request";
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
}

export interface Notification {
  readonly kind: "notification";
  readonly method: string;
  readonly params: JsonObject;
}

export interface Response {
  readonly kind: "response";
  readonly id: RequestId;
  readonly result?: JsonObject;
  readonly error?: JsonObject;
}

export interface Unreadable {
  readonly kind: "unreadable";
  readonly id: RequestId | null;
  readonly fault: RequestFault;
}

export type Incoming = Request | Notification | Response | Unreadable;

/** What a client has sent. Hand-written rather than by schema: every message of every client passes here. */
export function readMessage(value: unknown): Incoming {
  if (!isObject(value)) return unreadable(null, "is no JSON object");
  const { id, method, params = {} } = value;
  const named = typeof id === "string" || (typeof id === "number" && Number.isFinite(id));
  const known = named ? id : null;
  if (value["jsonrpc"] !== "2.0") return unreadable(known, 'lacks "jsonrpc": "2.0"');
  if (isTooDeep(value)) return unreadable(known, `is nested deeper than ${MAX_LEVELS} levels`);
  if (method === undefined) return readResponse(value, known);
  if (typeof method !== "string") return unreadable(known, "has a method that is no text");
  if (!isObject(params)) return unreadable(known, "has params that are no object");
  if (id === undefined) return { kind: "notification", method, params };
  if (known === null) return unreadable(null, "has an id that is neither text nor number");
  return { kind: "request", id: known, method, params };
}

function readResponse(value: JsonObject, id: RequestId | null): Incoming {
  const { result, error } = value;
  if (id === null) return unreadable(null, "has neither a method nor an id");
  if (isObject(error)) return { kind: "response", id, error };
  if (isObject(result)) return { kind: "response", id, result };
  return unreadable(id, "has neither a method nor a result");
}

function unreadable(id: RequestId | null, why: string): Unreadable {
  const message = `This is no message of MCP: it ${why}.`;
  return { kind: "unreadable", id, fault: new RequestFault(errorCode.invalidRequest, message) };
}

/** Undefined: it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function notParsed(): Unreadable {
  const fault = new RequestFault(errorCode.parse, "This is no JSON.");
  return { kind: "unreadable", id: null, fault };
}

export function resultMessage(id: RequestId, result: JsonObject): JsonObject {
  return { jsonrpc: "2.0", id, result };
}

export function errorMessage(id: RequestId | null, fault: RequestFault): JsonObject {
  const { code, message, data } = fault;
  return { jsonrpc: "2.0", id, error: { code, message, ...(data !== undefined && { data }) } };
}

export function requestMessage(id: RequestId, method: string, params: JsonObject): JsonObject {
  return { jsonrpc: "2.0", id, method, params };
}

export function notificationMessage(method: string, params: JsonObject): JsonObject {
  return { jsonrpc: "2.0", method, params };
}

export function metaOf(params: JsonObject): JsonObject {
  const meta = params["_meta"];
  return isObject(meta) ? meta : {};
}
