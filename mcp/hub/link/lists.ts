import { isObject } from "../../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { Manifest } from "../manifest.ts";
import { atMost } from "../waiting.ts";

/** What a server says of itself, without what the hub knows of it. */
export type SelfDescription = Omit<Manifest, "server" | "spec" | "at">;

type Ask = (method: string, params: JsonObject, signal: AbortSignal) => Promise<JsonObject>;

const maxPages = 100;
/** How much longer than the tools the other lists may take. */
const graceMs = 5_000;

/** The tools as sent, all pages. */
export async function readTools(
  ask: Ask,
  capabilities: JsonObject,
  signal: AbortSignal,
): Promise<readonly JsonValue[]> {
  if (capabilities["tools"] === undefined) return [];
  return readPages(ask, "tools/list", "tools", signal);
}

export interface OtherLists {
  readonly resources: readonly JsonObject[];
  readonly resourceTemplates: readonly JsonObject[];
  readonly prompts: readonly JsonObject[];
}

/** Resources and prompts; a server that cannot list them, or not in time, has none: its tools are worth more. */
export async function readOthers(
  ask: Ask,
  capabilities: JsonObject,
  tools: Promise<unknown>,
  signal: AbortSignal,
  waitMs: number = graceMs,
): Promise<OtherLists> {
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const list = async (
    capability: string,
    method: string,
    member: string,
  ): Promise<readonly JsonObject[]> => {
    if (capabilities[capability] === undefined) return [];
    const entries = await readPages(ask, method, member, either).catch(() => []);
    return objectsOf(entries);
  };
  const lists = Promise.all([
    list("resources", "resources/list", "resources"),
    list("resources", "resources/templates/list", "resourceTemplates"),
    list("prompts", "prompts/list", "prompts"),
  ]);
  await tools;
  await atMost(waitMs, lists);
  late.abort(new Error("its list took too long"));
  const [resources, resourceTemplates, prompts] = await lists;
  signal.throwIfAborted();
  return { resources, resourceTemplates, prompts };
}

/** What else stands in a list describes nothing. */
export function objectsOf(entries: readonly JsonValue[]): readonly JsonObject[] {
  return entries.filter((entry): entry is JsonObject => isObject(entry));
}

async function readPages(
  ask: Ask,
  method: string,
  member: string,
  signal: AbortSignal,
): Promise<readonly JsonValue[]> {
  const entries: JsonValue[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await ask(method, cursor === undefined ? {} : { cursor }, signal);
    const listed = answer[member];
    if (!Array.isArray(listed))
      throw new Error(`its answer to ${method} has no list of ${member}.`);
    entries.push(...listed);
    if (typeof answer["nextCursor"] !== "string") return entries;
    cursor = answer["nextCursor"];
  }
  throw new Error(`its list of ${member} has more than ${maxPages} pages.`);
}
