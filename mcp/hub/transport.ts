import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import type { Diagnostics } from "./event.ts";

/** A transport of ours: it can say what it saw, and why it ended. */
export interface HubTransport extends Transport {
  diagnostics(): Diagnostics;
  /** Why the server is gone, as the end of a sentence; undefined while it is there. */
  ended(): string | undefined;
}

/** Stands in for an answer that cannot be delivered, so that one call fails and the server goes on. */
export function errorReply(id: number, message: string): JSONRPCMessage {
  return { jsonrpc: "2.0", id, error: { code: -32000, message } };
}

export function tooLarge(bytes: number, maxBytes: number): string {
  return `its answer of ${bytes} bytes is above the cap of ${maxBytes} bytes and was discarded. Ask for less at a time (a range, a page, a filter).`;
}
