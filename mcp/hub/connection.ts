import type { Client, StandardSchemaV1 } from "@modelcontextprotocol/client";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { HubTransport } from "./transport.ts";

/** An SDK client over a transport of ours, after the handshake. */
export interface Connection {
  readonly transport: HubTransport;
  /** `name version` as the server gives it. */
  readonly implementation: string;
  readonly protocol: string;
  /** The tools as sent, all pages. */
  listTools(signal: AbortSignal): Promise<readonly unknown[]>;
  /** The answer to `tools/call` as sent. */
  callTool(name: string, args: JsonObject, meta: JsonObject, signal: AbortSignal): Promise<unknown>;
  /** Whether the server answers a ping in time; one that refuses it answers too. */
  answersPing(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface ConnectionWatch {
  closed(): void;
  toolsChanged(): void;
}

const maxPages = 100;
// The caller's signal is the deadline; the SDK's own is put out of the way (the longest timer there is).
const noTimeout = 2 ** 31 - 1;

/**
 * Results are taken as sent: a tool's hash covers what the server said, and the SDK's schemas would
 * drop and add members.
 */
const asSent: StandardSchemaV1<unknown, unknown> = {
  "~standard": { version: 1, vendor: "glassbox", validate: (value) => ({ value }) },
};

export async function connect(
  transport: HubTransport,
  watch: ConnectionWatch,
  signal: AbortSignal,
): Promise<Connection> {
  // Late, so that an idle kernel holds no SDK in memory.
  const { Client } = await import("@modelcontextprotocol/client");
  const client = new Client(
    { name: "glassbox", version: "1" },
    // Servers on npm speak the revision of 2025; probing for a newer one costs a second process.
    { capabilities: {}, versionNegotiation: { mode: "legacy" } },
  );
  client.onclose = watch.closed;
  client.setNotificationHandler("notifications/tools/list_changed", watch.toolsChanged);
  await client.connect(transport, { signal, timeout: noTimeout });
  const server = client.getServerVersion();
  return {
    transport,
    implementation: `${server?.name ?? ""} ${server?.version ?? ""}`.trim(),
    protocol: client.getNegotiatedProtocolVersion() ?? "",
    listTools: (listSignal) => listTools(client, listSignal),
    callTool: (name, args, meta, callSignal) =>
      client.request(
        { method: "tools/call", params: { name, arguments: args, _meta: meta } },
        asSent,
        { signal: callSignal, timeout: noTimeout },
      ),
    answersPing: (withinMs) => answersPing(client, withinMs),
    close: () => transport.close(),
  };
}

/** What the server wrote while this process was busy is read before it is judged. */
const readMs = 50;

async function answersPing(client: Client, withinMs: number): Promise<boolean> {
  const late = new AbortController();
  let timer = setTimeout(() => {
    timer = setTimeout(() => late.abort(), readMs);
  }, withinMs);
  const options = { signal: late.signal, timeout: noTimeout };
  try {
    await client.request({ method: "ping" }, asSent, options);
    return true;
  } catch {
    return !late.signal.aborted;
  } finally {
    clearTimeout(timer);
  }
}

async function listTools(client: Client, signal: AbortSignal): Promise<readonly unknown[]> {
  if (client.getServerCapabilities()?.tools === undefined) return [];
  const tools: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const options = { signal, timeout: noTimeout };
    const answer = await client.request({ method: "tools/list", params }, asSent, options);
    if (!isObject(answer) || !Array.isArray(answer["tools"])) {
      throw new Error("its answer to tools/list has no list of tools.");
    }
    tools.push(...answer["tools"]);
    if (typeof answer["nextCursor"] !== "string") return tools;
    cursor = answer["nextCursor"];
  }
  throw new Error(`its list of tools has more than ${maxPages} pages.`);
}
