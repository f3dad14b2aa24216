import { z } from "zod";
import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { Era } from "../caller.ts";
import { relayed } from "./capabilities.ts";
import { enveloped, metaOf, ourselves } from "./envelope.ts";
import type { Peer } from "./peer.ts";
import { eraOf, LEGACY, MODERN } from "./revision.ts";

/** What a server says at the beginning. */
export interface Hello {
  readonly era: Era;
  readonly protocol: string;
  /** `name version` as the server gives it. */
  readonly implementation: string;
  readonly capabilities: JsonObject;
  readonly instructions: string;
}

/** An answer that says something else than was asked. */
export class Unreadable extends Error {}

/** It wants to speak a revision that is not spoken here. */
export class Unspoken extends Error {}

const object = z.custom<JsonObject>(isObject, { error: "is no object" });
const named = z.object({ name: z.string().catch(""), version: z.string().catch("") });
const initializeResult = z.object({
  protocolVersion: z.string(),
  capabilities: object,
  serverInfo: named.catch({ name: "", version: "" }),
  instructions: z.string().catch(""),
});
const discoverResult = z.object({
  supportedVersions: z.array(z.string()),
  capabilities: object,
  instructions: z.string().catch(""),
});

/** The handshake of the legacy era. Rejects with the end of a sentence, or with the server's own error. */
export async function initialize(
  peer: Peer,
  capabilities: JsonObject,
  signal: AbortSignal,
): Promise<Hello> {
  const params = { protocolVersion: LEGACY, capabilities, clientInfo: ourselves };
  const answer = await peer.request("initialize", params, signal);
  const hello = read(initializeResult, answer, "initialize");
  if (eraOf(hello.protocolVersion) !== "legacy") {
    throw new Unspoken(
      `it wants to speak revision ${hello.protocolVersion.slice(0, 40)} of MCP, which is not spoken here.`,
    );
  }
  return {
    era: "legacy",
    protocol: hello.protocolVersion,
    implementation: implementationOf(hello.serverInfo),
    capabilities: hello.capabilities,
    instructions: hello.instructions,
  };
}

/** The first request of the modern era; undefined when the server does not speak the revision that is spoken here. */
export async function discover(peer: Peer, signal: AbortSignal): Promise<Hello | undefined> {
  const answer = await askTwice(peer, signal);
  const hello = read(discoverResult, answer, "server/discover");
  if (!hello.supportedVersions.includes(MODERN)) return undefined;
  const info = named.safeParse(metaOf(answer)["io.modelcontextprotocol/serverInfo"]);
  return {
    era: "modern",
    protocol: MODERN,
    implementation: info.success ? implementationOf(info.data) : "",
    capabilities: hello.capabilities,
    instructions: hello.instructions,
  };
}

/** JSON-RPC error of MCP: the revision is not spoken, with those that are. */
const unsupportedVersion = -32022;

/** One that refuses the revision and names it among those that it speaks is asked again. */
async function askTwice(peer: Peer, signal: AbortSignal): Promise<JsonObject> {
  const params = { _meta: enveloped({}, relayed, undefined) };
  const ask = () => peer.request("server/discover", params, signal);
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RequestFault) || error.code !== unsupportedVersion) throw error;
    const supported = isObject(error.data) ? error.data["supported"] : undefined;
    if (!Array.isArray(supported) || !supported.includes(MODERN)) throw error;
    return ask();
  }
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  answer: JsonObject,
  method: string,
): z.output<Schema> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new Unreadable(
    `its answer to ${method} cannot be read: ${where} ${issue?.message ?? ""}`.trim(),
  );
}

function implementationOf({ name, version }: z.output<typeof named>): string {
  return `${name} ${version}`.trim();
}
