import { type Refusal, refusal } from "./refusal.ts";

/** Names under which this listener is reached, and by which a page of ours would be known. */
const NAMES = ["127.0.0.1", "localhost"];

/** A page may be loaded from us or typed in by a person; everything else that a browser sends comes from elsewhere. */
const OWN_SITE = new Set(["same-origin", "none"]);

/**
 * Keeps browsers out that act for somebody else: a name that was rebound to this machine comes with its own name as
 * `Host`, a foreign page with its `Origin` or with what the browser says of it.
 */
export function sameMachineGuard(port: number): (headers: Headers) => Refusal | null {
  const hosts = new Set(NAMES.map((name) => `${name}:${port}`));
  const origins = new Set(NAMES.map((name) => `http://${name}:${port}`));
  const address = `http://127.0.0.1:${port}`;
  return (headers) => {
    const host = headers.get("host");
    if (host === null || !hosts.has(host.toLowerCase()))
      return refusal(403, "denied", "this host name is not served here", `use ${address}`);
    const origin = headers.get("origin");
    if (origin !== null && !origins.has(origin))
      return refusal(403, "denied", "pages of other origins are not served here");
    const site = headers.get("sec-fetch-site");
    if (site !== null && !OWN_SITE.has(site))
      return refusal(403, "denied", "pages of other sites are not served here");
    return null;
  };
}
