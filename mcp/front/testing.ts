import { tmpdir } from "node:os";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Era } from "../hub/caller.ts";
import { stdioFixture, testHub } from "../hub/testing.ts";
import type { TestHub } from "../hub/testing.ts";
import type { ServerSpec } from "../hub/index.ts";
import { createFront, createServerDesk } from "./index.ts";
import type {
  Conversation,
  Desk,
  Front,
  FrontOptions,
  LineStream,
  Principal,
  ServerDeskOptions,
} from "./index.ts";
import { metaKey, MODERN_VERSIONS } from "./protocol.ts";

export const someone: Principal = {
  id: "token/someone",
  via: "http",
  scope: "full",
  dir: tmpdir(),
  surface: null,
};

/** The server that the official suite is run against, as one behind the hub. */
export function suiteServer(
  tools: readonly string[],
  legacy: boolean,
  over: object = {},
): ServerSpec {
  const file = `${import.meta.dir}/../../bench/conformance/fixture-server.ts`;
  return stdioFixture({
    name: "suite",
    rooted: false,
    trusted: false,
    args: legacy ? [file, "--legacy"] : [file],
    effects: Object.fromEntries(tools.map((tool) => [tool, "read" as const])),
    protocol: legacy ? "legacy" : "modern",
    ...over,
  });
}

export interface TestFront extends Front, AsyncDisposable {
  readonly hub: TestHub;
  /** Calls that went through the kernel. */
  readonly performed: string[];
}

/** The front over these servers; what would go through the kernel is noted and passed on. */
export function serversFront(
  servers: readonly ServerSpec[] | (() => readonly ServerSpec[]),
  over: Partial<ServerDeskOptions> = {},
  more: Partial<FrontOptions> = {},
): TestFront {
  const hub = testHub(servers);
  const performed: string[] = [];
  const desk = createServerDesk({
    hub,
    prefix: () => "always",
    async perform({ server, name }, args, { client, signal }: Conversation) {
      performed.push(`${server}.${name}`);
      const request = { server, dir: "", method: "tools/call", params: { name, arguments: args } };
      return hub.request({ ...request, caller: client, signal });
    },
    ...over,
  });
  const front = createFront({ version: "1.2.3", desks: [desk], ...more });
  return {
    ...front,
    hub,
    performed,
    async [Symbol.asyncDispose]() {
      await front.close();
      await hub.close();
    },
  };
}

/** A desk with the tools of one test. */
export function deskOf(
  tools: Readonly<Record<string, (args: JsonObject, at: Conversation) => Promise<JsonObject>>>,
): Desk {
  const none = async () => [];
  const nothing = async () => null;
  return {
    tools: async () =>
      Object.keys(tools).map((name) => ({ name, inputSchema: { type: "object" } })),
    callTool: async (name, args, at) => (await tools[name]?.(args, at)) ?? null,
    resources: none,
    resourceTemplates: none,
    readResource: nothing,
    prompts: none,
    getPrompt: nothing,
    complete: nothing,
    changed: () => () => {},
  };
}

/** A client of the SDK's second line over HTTP, without a network. */
export async function httpClient(
  front: Front,
  era: Era,
  capabilities: JsonObject = {},
  principal: Principal = someone,
): Promise<Client> {
  const client = newClient(era, capabilities);
  const transport = new StreamableHTTPClientTransport(new URL("http://glassbox.test/mcp"), {
    fetch: (url: string | URL, init?: RequestInit) =>
      front.fetch(new Request(String(url), init), principal),
  });
  await client.connect(transport);
  return client;
}

/** The same over a stream of lines. */
export async function lineClient(
  front: Front,
  era: Era,
  capabilities: JsonObject = {},
): Promise<Client> {
  const client = newClient(era, capabilities);
  const lines = openLines(front);
  const transport: Transport = {
    async start() {
      lines.onMessage((message) => transport.onmessage?.(message as unknown as JSONRPCMessage));
    },
    send: async (message) => lines.send(JSON.stringify(message)),
    close: async () => {
      lines.end();
      transport.onclose?.();
    },
  };
  await client.connect(transport);
  return client;
}

function newClient(era: Era, capabilities: JsonObject): Client {
  const mode = era === "modern" ? ({ pin: MODERN_VERSIONS[0] } as const) : "legacy";
  return new Client(
    { name: "tester", version: "9" },
    { capabilities: capabilities as never, versionNegotiation: { mode } },
  );
}

export interface Lines {
  send(line: string): void;
  onMessage(listener: (message: JsonObject) => void): void;
  /** The answer to this request. */
  request(id: number | string, method: string, params?: JsonObject): Promise<JsonObject>;
  readonly received: JsonObject[];
  /** The next message that fits, also one that has come before. */
  next(fits: (message: JsonObject) => boolean): Promise<JsonObject>;
  end(): void;
  readonly ended: Promise<void>;
}

/** A program at the other end of a stream of lines. */
export function openLines(
  front: Front,
  principal: Principal = { ...someone, via: "socket" },
): Lines {
  const queue: string[] = [];
  let wake: () => void = () => {};
  let over = false;
  const received: JsonObject[] = [];
  const listeners = new Set<(message: JsonObject) => void>();
  const stream: LineStream = {
    lines: {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const line = queue.shift();
          if (line !== undefined) yield line;
          else if (over) return;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    },
    write(line) {
      const message = JSON.parse(line) as JsonObject;
      received.push(message);
      for (const listener of listeners) listener(message);
    },
    close() {
      over = true;
      wake();
    },
  };
  const ended = front.stream(stream, principal);
  const send = (line: string): void => {
    queue.push(line);
    wake();
  };
  const next = (fits: (message: JsonObject) => boolean): Promise<JsonObject> =>
    new Promise((resolve) => {
      const before = received.find(fits);
      if (before !== undefined) return resolve(before);
      const listener = (message: JsonObject): void => {
        if (!fits(message)) return;
        listeners.delete(listener);
        resolve(message);
      };
      listeners.add(listener);
    });
  return {
    send,
    received,
    next,
    ended,
    onMessage: (listener) => void listeners.add(listener),
    request(id, method, params = {}) {
      send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      return next((message) => message["id"] === id && !("method" in message));
    },
    end: () => stream.close(),
  };
}

/** The `_meta` of a stateless client. */
export function envelope(capabilities: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return {
    [metaKey.version]: MODERN_VERSIONS[0],
    [metaKey.client]: { name: "tester", version: "9" },
    [metaKey.capabilities]: capabilities,
    ...more,
  };
}

export interface Posted {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Headers;
}

/** One request of a stateless client over HTTP, with the headers that belong to it. */
export async function post(
  front: Front,
  method: string,
  params: JsonObject = {},
  {
    principal = someone,
    headers = {},
    signal,
  }: { principal?: Principal; headers?: Record<string, string | null>; signal?: AbortSignal } = {},
): Promise<Posted> {
  const name = params["name"] ?? params["uri"] ?? params["taskId"];
  const all = new Headers({
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": MODERN_VERSIONS[0],
    "mcp-method": method,
    ...(typeof name === "string" && { "mcp-name": name }),
  });
  for (const [header, value] of Object.entries(headers)) {
    if (value === null) all.delete(header);
    else all.set(header, value);
  }
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method,
    params: { _meta: envelope(), ...params },
  });
  const request = new Request("http://glassbox.test/mcp", {
    method: "POST",
    headers: all,
    body,
    ...(signal && { signal }),
  });
  const response = await front.fetch(request, principal);
  const answer: unknown = await response.json().catch(() => ({}));
  return {
    status: response.status,
    body: isObject(answer) ? answer : {},
    headers: response.headers,
  };
}

export function resultOf({ body }: Posted): JsonObject {
  const { result } = body;
  if (!isObject(result)) throw new Error(`no result: ${JSON.stringify(body)}`);
  return result;
}

export function codeOf({ body }: { readonly body: JsonObject }): unknown {
  const { error } = body;
  return isObject(error) ? error["code"] : undefined;
}
