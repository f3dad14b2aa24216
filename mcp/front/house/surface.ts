import type { JsonValue } from "../../../kernel/json.ts";
import type { Desk, FrontClient, Principal, ShownTool } from "../desk.ts";
import { failureOf } from "./answer.ts";
import { clientKey } from "./client-actor.ts";
import type { House } from "./house.ts";
import type { Rates } from "./rates.ts";

/** Bytes of JSON that count as one token, as clients estimate it. */
const BYTES = 4;

/** The surface that a principal was given wins over the configured one. */
function wantedSurface(house: House, { surface }: Principal) {
  return surface ?? house.settings().surface;
}

/** What definitions take of a client's context. */
export function tokensOf(tools: readonly ShownTool[]): number {
  return Math.ceil(Buffer.byteLength(JSON.stringify(tools as JsonValue)) / BYTES);
}

/** `all` would be shown on the full surface. */
export async function surfaceFor(
  house: House,
  client: FrontClient,
  all: () => Promise<readonly ShownTool[]>,
): Promise<"stable" | "full"> {
  const wanted = wantedSurface(house, client.principal);
  if (wanted !== "auto") return wanted;
  const { contextTokens, contextShare } = house.settings();
  return tokensOf(await all()) <= contextTokens * contextShare ? "full" : "stable";
}

/**
 * The servers' desk as clients are shown it: its tools only where all are shown. Called by name they work on any
 * surface, since what may be called is not decided by what is listed. Resources and prompts take no part of a model's
 * context and are always there.
 */
export function surfacedDesk(
  desk: Desk,
  rates: Rates,
  house: House,
  surfaceOf: (client: FrontClient) => Promise<"stable" | "full">,
): Desk {
  return {
    tools: async (client) => ((await surfaceOf(client)) === "full" ? desk.tools(client) : []),
    async callTool(name, args, at) {
      try {
        rates.take(clientKey(at.client.principal), house.settings().callsPerMinute);
      } catch (error) {
        return failureOf(error);
      }
      return desk.callTool(name, args, at);
    },
    resources: (client) => desk.resources(client),
    resourceTemplates: (client) => desk.resourceTemplates(client),
    readResource: (uri, at) => desk.readResource(uri, at),
    prompts: (client) => desk.prompts(client),
    getPrompt: (name, args, at) => desk.getPrompt(name, args, at),
    complete: (params, at) => desk.complete(params, at),
    watchResource: async (uri, client, changed) =>
      (await desk.watchResource?.(uri, client, changed)) ?? null,
    changed: (listener) => desk.changed(listener),
  };
}
