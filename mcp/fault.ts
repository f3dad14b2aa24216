import type { JsonValue } from "../kernel/json.ts";

/** A JSON-RPC error: what a server answered a request with, or what a client is answered. */
export class RequestFault extends Error {
  readonly code: number;
  readonly data: JsonValue | undefined;

  constructor(code: number, message: string, data?: JsonValue) {
    super(message);
    this.name = "RequestFault";
    this.code = code;
    this.data = data;
  }
}
