import type { LookupAddress } from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { messageOf, Momentary, quote, type Refusal } from "./refusal.ts";
import type { Target } from "./target.ts";

const HEADERS = {
  "user-agent": "glassbox-web-fetch",
  accept: "text/html,application/xhtml+xml,application/json;q=0.9,text/*;q=0.8,*/*;q=0.1",
  "accept-encoding": "gzip, deflate, br",
};

/**
 * Sends one GET and answers when the response's head is there; its body is still to be read.
 * An address that cannot be reached gives way to the next one of those that were checked.
 */
export async function send(
  { url, addresses }: Target,
  signal: AbortSignal,
  ca: string | undefined,
): Promise<IncomingMessage> {
  const [address, ...others] = addresses;
  try {
    return await sendTo(url, address, signal, ca);
  } catch (error) {
    signal.throwIfAborted();
    const [next, ...rest] = others;
    if (next && UNREACHABLE.has(codeOf(error)))
      return send({ url, addresses: [next, ...rest] }, signal, ca);
    throw explain(url, error);
  }
}

const UNREACHABLE = new Set(["ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL"]);

/**
 * The connection goes to the checked address: the lookup function hands it back for whatever
 * name is asked, while Host header, TLS server name and certificate check keep the URL's name.
 */
function sendTo(
  url: URL,
  address: LookupAddress,
  signal: AbortSignal,
  ca: string | undefined,
): Promise<IncomingMessage> {
  const options = {
    method: "GET",
    headers: HEADERS,
    agent: false, // no pool: a pooled connection could belong to an older lookup
    lookup: pinned(address),
    family: address.family,
    signal,
    ...(ca !== undefined && { ca }),
  };
  return new Promise((resolve, reject) => {
    const client = url.protocol === "https:" ? https : http;
    const request = client.request(url, options, resolve);
    request.on("error", reject);
    request.end();
  });
}

function pinned(address: LookupAddress): LookupFunction {
  return (_name, { all }, answer) => {
    if (all) return answer(null, [address]);
    return answer(null, address.address, address.family);
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function explain(url: URL, error: unknown): Refusal {
  return new Momentary(
    `url: ${quote(url.host)} could not be reached (${messageOf(error)}); ` +
      "check the address or try again later",
  );
}
