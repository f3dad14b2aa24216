import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";
import { messageOf, Momentary, quote, Refusal } from "./refusal.ts";

/** One request to make: where it goes is decided once, here, and never looked up again. */
export interface Target {
  readonly url: URL;
  /** At least one, all checked, in the order to try them. */
  readonly addresses: readonly [LookupAddress, ...LookupAddress[]];
}

/** Hosts (`host` or `host:port`) whose private addresses may be contacted all the same. */
export type AllowList = ReadonlySet<string>;

export function createAllowList(entries: readonly string[]): AllowList {
  return new Set(entries.map((entry) => entry.trim().toLowerCase()));
}

export function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url)
    throw new Refusal(`url: ${quote(text)} is not a URL; give one such as https://example.org/`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new Refusal(`url: ${quote(text)} is not http or https; give a web address`);
  if (url.username !== "" || url.password !== "")
    throw new Refusal("url: holds a user name or password; leave them out");
  url.hash = "";
  return url;
}

export async function resolveTarget(
  url: URL,
  allow: AllowList,
  signal: AbortSignal,
): Promise<Target> {
  const addresses = await resolveHost(hostName(url), signal);
  const [first, ...others] = addresses;
  if (!first) throw new Refusal(`url: ${quote(url.hostname)} has no address; check the name`);
  if (!isAllowed(url, allow)) {
    // One private address among several is enough for a refusal: which one is used is not ours to say.
    const refused = addresses.find((found) => !isPublicAddress(found.address));
    if (refused)
      throw new Refusal(
        `url: ${quote(url.host)} leads to ${refused.address}, which is not a public address; ` +
          "the owner of this machine can put the host on the allow list of the web tool",
      );
  }
  return { url, addresses: [first, ...others] };
}

function isAllowed(url: URL, allow: AllowList): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const names = [url.hostname, hostName(url)];
  return names.some((name) => allow.has(name) || allow.has(`${name}:${port}`));
}

/** Without the brackets of an IPv6 address. */
function hostName(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

async function resolveHost(name: string, signal: AbortSignal): Promise<LookupAddress[]> {
  const family = isIP(name);
  if (family !== 0) return [{ address: name, family }];
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  try {
    return await Promise.race([lookup(name, { all: true, order: "ipv4first" }), aborted]);
  } catch (error) {
    signal.throwIfAborted();
    throw new Momentary(
      `url: the name ${quote(name)} could not be resolved (${messageOf(error)}); ` +
        "check the spelling and the network",
    );
  }
}
