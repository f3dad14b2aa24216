import { BlockList, isIP } from "node:net";
import { readText } from "../http/read-text.ts";

const maxBytes = 1024 * 1024;

const inner = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["192.0.0.0", 24],
  ["198.18.0.0", 15],
  ["240.0.0.0", 4],
] as const) {
  inner.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of [
  // Among them the old form of IPv4 addresses, and those of a NAT64, which lead to any of the above.
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
] as const) {
  inner.addSubnet(net, bits, "ipv6");
}

/**
 * `fetch` for addresses that a server names. A person has chosen the server, nobody has chosen these: a server out on
 * the net must not point us at what only this machine or its network reaches, nor send a token in the clear.
 */
export function discoveryFetch(server: string, signal: AbortSignal): typeof fetch {
  const isInside = isInner(new URL(server));
  const guarded = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!isInside && isInner(url)) {
      throw new Error(`it names ${url.origin}, which lies inside this network.`);
    }
    if (!isInside && url.protocol !== "https:") {
      throw new Error(`it names ${url.origin}, which is not https.`);
    }
    // A redirect is another address that nobody has chosen: who asks looks at it first.
    const response = await fetch(url, { ...init, redirect: init?.redirect ?? "manual", signal });
    const text = await readText(response.body, maxBytes);
    if (typeof text !== "string") {
      throw new Error(`${url.origin} answered with more than ${maxBytes} bytes.`);
    }
    const { status, statusText, headers } = response;
    // A response that has no body by its status may not be made with one.
    const isEmpty = [101, 204, 205, 304].includes(status);
    return new Response(isEmpty ? null : text, { status, statusText, headers: plain(headers) });
  };
  return guarded as typeof fetch;
}

/** What described the bytes on the wire is no longer true. */
function plain(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete("content-encoding");
  kept.delete("content-length");
  return kept;
}

function isInner({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (/(^|\.)(localhost|local|internal)\.?$/i.test(host)) return true;
  const family = isIP(host);
  return family !== 0 && inner.check(host, family === 4 ? "ipv4" : "ipv6");
}
