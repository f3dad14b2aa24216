import { messageOf } from "../explain.ts";
import { Unsent } from "./unsent.ts";

const maxRedirects = 5;

/** Codes of a request that never reached a server. */
const unreached = new Set(
  [
    ["ConnectionRefused", "ECONNREFUSED", "FailedToOpenSocket", "ENOTFOUND", "EAI_AGAIN"],
    [
      "DNSResolutionFailed",
      "UnableToConnect",
      "EHOSTUNREACH",
      "ENETUNREACH",
      "UnsupportedProxyProtocol",
    ],
  ].flat(),
);
const untrusted = /CERT|SIGNATURE|TLS|SSL|ISSUER/i;

/** A server that is not there, or not the one that it should be. */
export class Unreached extends Unsent {}

/** `fetch` that follows a redirect only where it stays with the server that a person has named, and says what went wrong. */
export async function endpointFetch(url: URL, init: RequestInit): Promise<Response> {
  let current = url;
  for (let followed = 0; ; followed += 1) {
    const response = await reach(current, init);
    const target = redirectTarget(response, current);
    if (target === undefined) return response;
    await response.body?.cancel();
    const keepsMethod = init.method === "GET" || response.status === 307 || response.status === 308;
    if (target.origin !== url.origin || !keepsMethod)
      throw new Unsent(explainRedirect(target, url));
    if (followed === maxRedirects)
      throw new Unsent(`it redirects more than ${maxRedirects} times.`);
    current = target;
  }
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    // The caller's signal is the deadline; a tool may be silent for longer than any timeout of the client's.
    return await fetch(url.href, { ...init, redirect: "manual", timeout: false });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (unreached.has(code)) {
      const mend = "Check that it runs, and its address: glassbox mcp ls";
      throw new Unreached(`it cannot be reached at ${url.origin} (${code}). ${mend}`, {
        cause: error,
      });
    }
    if (untrusted.test(code)) {
      const mend = "If it is one of yours, name its authority in NODE_EXTRA_CA_CERTS.";
      throw new Unreached(`its certificate is not trusted (${code}). ${mend}`, { cause: error });
    }
    throw new Error(`its connection broke (${code || messageOf(error)}).`, { cause: error });
  }
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  if (response.status < 300 || response.status > 399 || response.status === 304) return undefined;
  const location = response.headers.get("location");
  return location !== null && URL.canParse(location, from.href)
    ? new URL(location, from.href)
    : undefined;
}

function explainRedirect(target: URL, from: URL): string {
  const address = `${target.origin}${target.pathname}`;
  if (target.origin === from.origin) {
    return `it redirects to ${address}. Configure that address if it is the right one.`;
  }
  return `it redirects to another server, ${address}, which is not followed. Configure that address if it is the right one.`;
}
