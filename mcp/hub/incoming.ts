import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Outstanding } from "./outstanding.ts";
import { replyId } from "./reply-id.ts";
import { errorReply, isTooDeep, MAX_LEVELS, TOO_DEEP } from "./transport.ts";

export type Incoming =
  /** An answer that was awaited, or what stands for one that cannot be read. */
  | { readonly is: "answer"; readonly message: JSONRPCMessage }
  /** A request or a notification of the server's own. */
  | { readonly is: "unasked"; readonly message: JSONRPCMessage }
  | { readonly is: "late" }
  | { readonly is: "noise" };

/** What one line of a server is. An answer that cannot be read fails its call now, not at its deadline. */
export function readLine(text: string, outstanding: Outstanding): Incoming {
  const message = parse(text);
  if (!isObject(message) || message["jsonrpc"] !== "2.0") {
    const id = replyId(text.slice(0, 512), text.slice(-512));
    if (id === undefined || !outstanding.settle(id)) return { is: "noise" };
    return bad(
      id,
      `its answer is ${message === undefined ? "not valid JSON" : "no JSON-RPC 2.0"}.`,
    );
  }
  if ("method" in message) {
    return isTooDeep(message) ? { is: "noise" } : { is: "unasked", message: asMessage(message) };
  }
  // Some servers send the number back as a text.
  const id = Number(message["id"] ?? NaN);
  if (!outstanding.settle(id)) return { is: "late" };
  // A level takes two characters.
  if (text.length > 2 * MAX_LEVELS && isTooDeep(message)) return bad(id, TOO_DEEP);
  if (isObject(message["result"]) || isError(message["error"])) {
    return { is: "answer", message: asMessage(message) };
  }
  return bad(id, "its answer has neither a result nor an error.");
}

function isError(error: unknown): boolean {
  return isObject(error) && Number.isInteger(error["code"]) && typeof error["message"] === "string";
}

function bad(id: number, why: string): Incoming {
  return { is: "answer", message: errorReply(id, "bad_answer", why) };
}

function asMessage(message: JsonObject): JSONRPCMessage {
  return message as unknown as JSONRPCMessage;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
