import { fileURLToPath, pathToFileURL } from "node:url";

import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { FrontClient } from "../../mcp/front/index.ts";

type Open = (dir: string) => string | null;

/**
 * The folders that a server is told of: of those that the client names the ones that it may have. A client that only
 * reads does not choose what it looks at: its roots are the folder that it was given.
 */
export async function rootsFor(
  client: FrontClient | undefined,
  open: Open,
  signal: AbortSignal,
): Promise<JsonObject> {
  if (client?.principal.scope !== "full") return { roots: given(client, open) };
  return allowed(await client.ask("roots/list", {}, signal), open);
}

/** The same for roots that a client of the modern era hands over with a retry. */
export async function withRootsIn(
  params: JsonObject,
  client: FrontClient | undefined,
  open: Open,
): Promise<JsonObject> {
  const { inputResponses } = params;
  if (!isObject(inputResponses)) return params;
  const checked = Object.entries(inputResponses).map(([key, response]) => {
    if (!isObject(response) || !("roots" in response)) return [key, response];
    const isFull = client?.principal.scope === "full";
    return [key, isFull ? allowed(response, open) : { roots: given(client, open) }];
  });
  return { ...params, inputResponses: Object.fromEntries(checked) as JsonObject };
}

function given(client: FrontClient | undefined, open: Open): JsonValue[] {
  const dir = client?.principal.dir ?? null;
  const real = dir === null ? null : open(dir);
  return real === null ? [] : [{ uri: pathToFileURL(real).href }];
}

function allowed(answer: JsonObject, open: Open): JsonObject {
  const { roots } = answer;
  const named: readonly JsonValue[] = Array.isArray(roots) ? roots : [];
  return { ...answer, roots: named.flatMap((root) => rootIn(root, open)) };
}

/** By its real path: what a link points to later is not what was checked. */
function rootIn(root: JsonValue, open: Open): JsonValue[] {
  const path = isObject(root) ? pathOf(root["uri"]) : null;
  const real = path === null ? null : open(path);
  return real === null ? [] : [{ ...(root as JsonObject), uri: pathToFileURL(real).href }];
}

function pathOf(uri: JsonValue | undefined): string | null {
  try {
    return typeof uri === "string" ? fileURLToPath(uri) : null;
  } catch {
    return null;
  }
}
