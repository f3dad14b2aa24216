import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { readText } from "./read-text.ts";
import { afterMsIn, TooBusy } from "./too-busy.ts";
import { Unsent } from "./unsent.ts";

/** Of a page of words, so much is repeated. */
const quoted = 200;
const maxBytes = 64 * 1024;
/** JSON-RPC: the request is none that the other side takes. */
const invalidRequest = -32600;

/** A JSON-RPC error: the server's own, or what its HTTP status says. */
export interface RefusalAnswer {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonObject[string];
}

/**
 * What a status other than 2xx says of a request. Throws `Unsent` where the request was not looked at, and an error
 * where nobody can say what became of it.
 */
export async function readRefusal(
  response: Response,
  method: string,
  clean: (text: string) => string,
): Promise<RefusalAnswer> {
  const body = await readText(response.body, maxBytes);
  const text = typeof body === "string" ? clean(body) : body;
  const own = typeof text === "string" ? errorOf(text) : undefined;
  if (own !== undefined) return own;
  const words = typeof text === "string" ? plainWords(text) : "";
  const status = `HTTP ${response.status}${words === "" ? "" : `: ${words}`}`;
  if (response.status === 401) throw new Unsent(`it refuses to know us (${status}).`);
  if (response.status === 429 || response.status === 503) {
    throw new TooBusy(status, afterMsIn(response.headers));
  }
  // A server that does not know the modern era may break on it; the handshake of the legacy one tells more.
  if (response.status >= 500 && method !== "server/discover") {
    throw new Error(`it answered ${status}.`);
  }
  return { code: invalidRequest, message: `it answered ${status}.` };
}

function errorOf(text: string): RefusalAnswer | undefined {
  const message = parse(text);
  const error = isObject(message) ? message["error"] : undefined;
  if (!isObject(error)) return undefined;
  const { code, message: words, data } = error;
  if (typeof code !== "number" || !Number.isInteger(code) || typeof words !== "string") {
    return undefined;
  }
  return { code, message: words, ...(data !== undefined && { data }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page for people is no sentence. */
function plainWords(text: string): string {
  if (/^\s*</.test(text)) return "";
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > quoted ? `${line.slice(0, quoted)}…` : line;
}
