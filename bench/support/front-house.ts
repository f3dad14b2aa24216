import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

import type { JsonObject } from "../../kernel/json.ts";
import type { Front, Principal } from "../../mcp/front/index.ts";
import type { Era } from "../../mcp/hub/caller.ts";
import { plugin } from "../../plugins/front/index.ts";
import { plugin as configuration } from "../../plugins/house/index.ts";
import { type House, type HouseOptions, openHouse, pluginOf } from "./kernel.ts";

/** What the person in front of a client says when they are asked. */
export type Person = (params: JsonObject) => JsonObject | Promise<JsonObject>;

export interface ClientOptions {
  readonly era?: Era;
  readonly principal?: Partial<Principal>;
  /** Absent: the client cannot ask anybody. */
  readonly person?: Person;
  readonly extensions?: JsonObject;
}

export interface CallResult {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: JsonObject;
  readonly isError?: boolean;
  readonly _meta?: JsonObject;
}

export interface TestClient extends AsyncDisposable {
  readonly client: Client;
  tools(): Promise<readonly (JsonObject & { readonly name: string })[]>;
  call(name: string, args?: JsonObject): Promise<CallResult>;
}

/** A house with its front, and clients of it in this process, over the messages that HTTP carries. */
export interface FrontHouse extends House {
  readonly front: Front;
  connect(options?: ClientOptions): Promise<TestClient>;
  /** On the SDK's first line, which only knows the revisions up to 2025-11-25. */
  connectFirst(person?: Person): Promise<FirstClient>;
  /** One message as it is, and what is answered: for what no SDK sends. */
  post(message: JsonObject, headers?: Record<string, string>): Promise<Response>;
}

export async function openFront(options: HouseOptions = {}): Promise<FrontHouse> {
  let front: Front | undefined;
  const own = [
    { name: "house", load: async () => configuration },
    { name: "front", load: async () => plugin },
    pluginOf("look", (host) => {
      front = host.provided<Front>("front").get("mcp");
    }),
  ];
  const house = await openHouse({ ...options, plugins: [...(options.plugins ?? []), ...own] });
  const broken = house.kernel.plugins.find(({ failure }) => failure !== "");
  if (broken) throw new Error(`plugin ${broken.name}: ${broken.failure}`);
  const principalOf = (given: Partial<Principal> = {}): Principal => ({
    id: "test",
    via: "http",
    scope: "full",
    dir: house.dir,
    surface: null,
    ...given,
  });
  const fetchAs = (given?: Partial<Principal>) =>
    ((input: string | URL, init?: RequestInit) =>
      front!.fetch(new Request(String(input), init), principalOf(given))) as typeof fetch;
  const url = new URL("http://127.0.0.1/mcp");
  return {
    ...house,
    front: front!,
    async connect({ era = "modern", principal, person, extensions } = {}) {
      const capabilities = {
        ...(person && { elicitation: { form: {} } }),
        ...(extensions && { extensions }),
      };
      const mode = era === "legacy" ? "legacy" : { pin: "2026-07-28" };
      const client = new Client(
        { name: "test-client", version: "1" },
        { capabilities: capabilities as object, versionNegotiation: { mode } as object },
      );
      if (person)
        client.setRequestHandler(
          "elicitation/create",
          async ({ params }) => (await person(params as object as JsonObject)) as never,
        );
      await client.connect(new StreamableHTTPClientTransport(url, { fetch: fetchAs(principal) }));
      return {
        client,
        tools: async () => (await client.listTools()).tools as never,
        call: async (name, args = {}) =>
          (await client.callTool({ name, arguments: args as never })) as never,
        [Symbol.asyncDispose]: () => client.close(),
      };
    },
    async connectFirst(person) {
      const capabilities = person ? { elicitation: {} } : {};
      const client = new FirstClient({ name: "first", version: "1" }, { capabilities });
      if (person) {
        const { ElicitRequestSchema } = await import("@modelcontextprotocol/sdk/types.js");
        client.setRequestHandler(
          ElicitRequestSchema,
          async ({ params }) => (await person(params as object as JsonObject)) as never,
        );
      }
      await client.connect(new FirstTransport(url, { fetch: fetchAs() }) as never);
      return client;
    },
    post: (message, headers = {}) =>
      fetchAs()(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify(message),
      }),
  };
}

/** The text of a result. */
export function textIn({ content }: CallResult): string {
  return content.map(({ text = "" }) => text).join("\n");
}
