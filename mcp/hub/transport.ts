import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import type { Diagnostics, LeftOut } from "./event.ts";

/** A transport of ours: it can say what it saw, why it ended, and it can be ended without asking. */
export interface HubTransport extends Transport {
  diagnostics(): Diagnostics;
  /** Why the server is gone, as the end of a sentence; undefined while it is there. */
  ended(): string | undefined;
  /** Ends a server that is past asking; `reason` is the end of a sentence that begins with its name. */
  kill(reason: string): Promise<void>;
  /** Told of every message, as the text that crossed where there is one. Set before the start, if at all. */
  tap?: (direction: "in" | "out", message: unknown) => void;
  /** Silence is not the way of this server: whatever it is asked, it answers in some way, however late. */
  readonly answersEverything?: boolean;
  /** Tools that the server has and that cannot be called over this transport. */
  leftOut?(): readonly LeftOut[];
  /** During which request of ours the server has asked this; absent or undefined: nobody can say. */
  during?(message: JSONRPCMessage): number | undefined;
}

export type UndeliveredCode = "result_too_large" | "bad_answer";

/** What an error of ours carries in the place of a server's data, by which it is told from the server's own. */
export class Undelivered {
  readonly code: UndeliveredCode;

  constructor(code: UndeliveredCode) {
    this.code = code;
  }
}

/** Stands in for an answer that cannot be delivered, so that one call fails and the server goes on. */
export function errorReply(id: number, code: UndeliveredCode, message: string): JSONRPCMessage {
  const error = { code: -32000, message, data: new Undelivered(code) };
  return { jsonrpc: "2.0", id, error };
}

export function tooLarge(bytes: number, maxBytes: number): string {
  return `its answer of ${bytes} bytes is above the cap of ${maxBytes} bytes and was discarded. Ask for less at a time (a range, a page, a filter).`;
}

/** Deeper than anything a tool means to say; what walks through an answer may use the stack for each level. */
export const MAX_LEVELS = 200;

export const TOO_DEEP = `its answer is nested deeper than ${MAX_LEVELS} levels and was discarded.`;

export function isTooDeep(value: unknown, levels: number = MAX_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((each) => isTooDeep(each, levels - 1));
}
