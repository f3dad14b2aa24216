import type { ChatRequest, GenerateRequest, Ollama } from "ollama/browser";

import type { JsonObject } from "../../kernel/json.ts";

import { isLoopback } from "./address.ts";
import { connectionFault, refusal, type Place } from "./errors.ts";

export interface CallParts extends Place {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * The official client for one call. Its own `abort` ends every stream that it has, so each call gets a client with a
 * `fetch` that carries the call's signal: aborting closes the connection, and the server ends its work.
 */
export async function clientFor(call: CallParts): Promise<Ollama> {
  // The browser's half: the other one reads a file when the text of an image happens to be a path.
  const { Ollama: Client } = await import("ollama/browser");
  const headers = Object.entries(call.headers ?? {}).filter(([, value]) => value !== undefined);
  return new Client({
    host: call.address.href,
    headers: Object.fromEntries(headers) as Record<string, string>,
    fetch: Object.assign(fetchFor(call), { preconnect: fetch.preconnect }),
  });
}

/** One answer, or the pieces of one: an `AsyncIterable` when the body says `stream`. */
export async function ask(
  client: Ollama,
  endpoint: "chat" | "generate",
  body: JsonObject,
  place: CallParts,
): Promise<unknown> {
  place.signal?.throwIfAborted();
  // The client's types lack some of what the server reads, and it passes on what it gets.
  const request: unknown = body;
  try {
    if (endpoint === "generate") return await client.generate(request as Whole<GenerateRequest>);
    return await client.chat(request as Whole<ChatRequest>);
  } catch (error) {
    throw faultOf(error, place);
  }
}

/** What ended a call: the reason of whoever called it off, else what went wrong. */
export function faultOf(error: unknown, call: CallParts): unknown {
  return call.signal?.aborted ? call.signal.reason : connectionFault(error, call);
}

type Whole<T> = T & { readonly stream?: false };

function fetchFor(call: CallParts) {
  return async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const signals = [call.signal, init.signal].filter((signal) => signal != null);
    const request: BunFetchRequestInit = {
      ...init,
      signal: AbortSignal.any(signals),
      // A large model may think for longer than the five minutes after which an idle connection is cut.
      timeout: false,
      // What is said to this machine takes no way around through a proxy.
      ...(isLoopback(call.address) && { proxy: false }),
    };
    const response = await fetch(input, request).catch((error: unknown) => {
      throw faultOf(error, call);
    });
    // The client writes to standard output when it reads an error that is no JSON, so it never sees one.
    if (!response.ok) throw refusal(response.status, await response.text(), call);
    return response;
  };
}
