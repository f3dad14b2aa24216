import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";
import { send } from "./request.ts";
import { type AllowList, parseUrl, resolveTarget } from "./target.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface Follow {
  readonly allow: AllowList;
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
  /** Told of each host before it is contacted. */
  readonly onHost: (host: string) => void;
}

export interface Arrival {
  readonly url: URL;
  readonly response: IncomingMessage;
}

/** Every hop goes through the same checks as the first one. */
export async function follow(start: URL, options: Follow, hops = 0): Promise<Arrival> {
  const target = await resolveTarget(start, options.allow, options.signal);
  options.onHost(start.host);
  const response = await send(target, options.signal, options.ca);
  const location = response.headers.location;
  if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined)
    return { url: start, response };
  response.destroy();
  if (hops === MAX_REDIRECTS)
    throw new Refusal(
      `url: leads through more than ${MAX_REDIRECTS} redirects; give the address they end at`,
    );
  return follow(parseUrl(location, start), options, hops + 1);
}
