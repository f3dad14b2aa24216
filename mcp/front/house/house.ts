import { KernelError, usage } from "../../../kernel/error.ts";
import type { KernelParts } from "../../../kernel/host.ts";
import type { JsonObject, JsonSchema, JsonValue } from "../../../kernel/json.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Caller, PassedRequest } from "../../hub/caller.ts";
import type { Conversation, Surface } from "../desk.ts";
import { clientActor } from "./client-actor.ts";
import { partForModel } from "./for-model.ts";

/** `mcp` of the configuration, as far as this desk goes by it. */
export interface HouseSettings {
  readonly surface: Surface;
  /** Where clients work that name no folder; null: they have to name one. */
  readonly dir: string | null;
  readonly contextTokens: number;
  readonly contextShare: number;
  readonly callsPerMinute: number | null;
  readonly resultTokens: number;
}

/** What the desk stands on. All that it does to runs goes through the verbs, as it does from a terminal. */
export interface House {
  kernel(): Pick<KernelParts, "ledger" | "runs" | "verbs">;
  readonly hub: {
    request(passed: PassedRequest): Promise<JsonObject>;
    attach(run: string, caller: Caller): () => void;
  };
  /** What may be used in a folder, by the configuration too; null: without a folder. */
  tools(dir: string | null): Promise<readonly ToolDefinition[]>;
  /** One of them, by `server__tool`, as it was a moment ago at the oldest. */
  tool(dir: string | null, key: string): Promise<ToolDefinition | undefined>;
  /** Why a tool that its server has is kept from everybody: it is quarantined; null: it is not. */
  withheld(key: string): string | null;
  /** The real path of a folder that a run may have. Throws `usage`. */
  open(dir: string): string;
  /** An empty folder, for tools that need none. */
  emptyDir(): string;
  /** Null when the value fits the schema, else a sentence. */
  mismatch(schema: JsonSchema, value: JsonValue): string | null;
  settings(): HouseSettings;
  /** What a server returned passes here on its way to a client, whenever that was; "": nobody can say which server. */
  guard(result: JsonObject, server: string): JsonObject;
}

interface VerbOptions {
  readonly signal?: AbortSignal;
  emit?(part: JsonValue): void;
}

/** Calls a verb for a client: what is a person's word is refused by the verbs themselves, too. */
export async function callVerb<T = JsonObject>(
  house: House,
  at: Conversation,
  verb: string,
  input: JsonObject,
  { signal = at.signal, emit = () => {} }: VerbOptions = {},
): Promise<T> {
  const call = {
    actor: clientActor(at.client),
    via: "mcp",
    signal,
    emit: (part: JsonValue) => emit(partForModel(part)),
  };
  return (await house.kernel().verbs.call(verb, input, call)) as T;
}

/** Calls a verb with a person's word that came by elicitation; only after the person has said it. */
export async function callAsPerson(
  house: House,
  verb: string,
  input: JsonObject,
): Promise<JsonValue> {
  const call = {
    actor: "person",
    via: "elicitation",
    signal: new AbortController().signal,
    emit() {},
  };
  return house.kernel().verbs.call(verb, input, call);
}

/**
 * The folder that a call is about: the one it names, else the client's, else the configured one. A client that stands
 * where no run may work, as in the home folder, has named none.
 */
export async function folderOf(
  house: House,
  { client }: Conversation,
  given?: string,
): Promise<string | null> {
  if (given !== undefined) return openedFor(house, client, given);
  const { principal } = client;
  const own = principal.scope === "read" ? principal.dir : await client.dir();
  return firstFolder(house, [own, house.settings().dir]);
}

/** A client that may only read does not choose what it looks at: it stays within what it was given. */
function openedFor(house: House, { principal }: Conversation["client"], given: string): string {
  const dir = house.open(given);
  if (principal.scope === "full") return dir;
  const own = firstFolder(house, [principal.dir, house.settings().dir]);
  if (own !== null && (dir === own || dir.startsWith(`${own}/`))) return dir;
  throw new KernelError("denied", `${dir} is outside of what this client may read`, {
    hint: own === null ? "it was given no folder" : `it may read in ${own}`,
  });
}

export function firstFolder(
  { open }: Pick<House, "open">,
  dirs: readonly (string | null)[],
): string | null {
  for (const dir of dirs) {
    const opened = dir === null || dir === "" ? null : openable(open, dir);
    if (opened !== null) return opened;
  }
  return null;
}

function openable(open: House["open"], dir: string): string | null {
  try {
    return open(dir);
  } catch (error) {
    if (error instanceof KernelError && error.code === "usage") return null;
    throw error;
  }
}

/** Throws `usage` where nobody has said which folder. */
export async function neededFolder(
  house: House,
  at: Conversation,
  given?: string,
): Promise<string> {
  const dir = await folderOf(house, at, given);
  if (dir !== null) return dir;
  throw usage(
    "dir: which folder is this about? nobody has said",
    "pass dir, an absolute path; a person can set one for all: glassbox config set mcp.dir PATH",
  );
}
