import { describe, expect, test } from "bun:test";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { JsonObject } from "../../kernel/json.ts";
import { createFront } from "./index.ts";
import type { Front, FrontOptions } from "./index.ts";
import { codeOf, deskOf, envelope, post, resultOf, someone } from "./testing.ts";

const said = (text: string): JsonObject => ({ content: [{ type: "text", text }] });

/** Settles when a slow call is at work. */
let slow = Promise.withResolvers<void>();

function smallFront(more: Partial<FrontOptions> = {}): Front {
  const desk = deskOf({
    hello: async () => said("hello"),
    async slow(_, { signal }) {
      slow.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return said("was cancelled");
    },
    broken: () => Promise.reject(new Error("the secret of the house")),
  });
  return createFront({ version: "1.2.3", desks: [desk], ...more });
}

interface Sent {
  readonly method?: string;
  readonly session?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** One request of a client of the era with sessions. */
function send(front: Front, { method = "POST", session, headers = {}, body }: Sent, who = someone) {
  const all = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ...(session !== undefined && { "mcp-session-id": session }),
    ...headers,
  };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request("http://glassbox.test/mcp", {
    method,
    headers: all,
    ...(method === "POST" && { body: text }),
  });
  return front.fetch(request, who);
}

const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "old", version: "1" },
  },
};

async function begin(front: Front): Promise<string> {
  const response = await send(front, { body: initialize });
  expect(response.status).toBe(200);
  return response.headers.get("mcp-session-id") ?? "";
}

const hello = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "hello" } };

describe("a session", () => {
  test("begins with initialize, in the revision that the client asked for or in our newest", async () => {
    const front = smallFront();
    const answer = (await (await send(front, { body: initialize })).json()) as JsonObject;
    expect(answer["result"]).toMatchObject({
      protocolVersion: "2025-06-18",
      serverInfo: { name: "glassbox", version: "1.2.3" },
    });
    const params = { ...initialize.params, protocolVersion: "1999-01-01" };
    const other = (await (
      await send(front, { body: { ...initialize, params } })
    ).json()) as JsonObject;
    expect(other["result"]).toMatchObject({ protocolVersion: "2025-11-25" });
  });

  test("is only begun by an initialize that can be read", async () => {
    const front = smallFront();
    const response = await send(front, { body: { ...initialize, params: { capabilities: {} } } });
    const answer = (await response.json()) as { error: { code: number; message: string } };
    expect(answer.error.code).toBe(-32602);
    expect(answer.error.message).toContain("protocolVersion");
    const session = response.headers.get("mcp-session-id") ?? "none";
    expect((await send(front, { session, body: hello })).status).toBe(404);
  });

  test("answers its requests, and no others", async () => {
    const front = smallFront();
    const session = await begin(front);
    const answer = (await (await send(front, { session, body: hello })).json()) as JsonObject;
    expect(answer).toEqual({ jsonrpc: "2.0", id: 1, result: said("hello") });
    expect((await send(front, { body: hello })).status).toBe(400);
    expect((await send(front, { session: "another", body: hello })).status).toBe(404);
    const headers = { "mcp-protocol-version": "1999-01-01" };
    expect((await send(front, { session, headers, body: hello })).status).toBe(400);
  });

  test("is nobody else's, and nobody else learns of it", async () => {
    const front = smallFront();
    const session = await begin(front);
    const other = { ...someone, id: "token/other" };
    for (const method of ["POST", "GET", "DELETE"]) {
      expect((await send(front, { session, method, body: hello }, other)).status).toBe(404);
    }
    expect((await send(front, { session, body: hello })).status).toBe(200);
  });

  test("ends when its client says so: what it had under way is cancelled, and its servers are let go", async () => {
    const gone: string[] = [];
    const front = smallFront({ gone: (caller) => gone.push(caller) });
    const session = await begin(front);
    slow = Promise.withResolvers();
    const cut = send(front, { session, body: { ...hello, params: { name: "slow" } } });
    await slow.promise;
    expect((await send(front, { session, method: "DELETE" })).status).toBe(200);
    expect((await cut).status).toBe(202);
    expect((await send(front, { session, body: hello })).status).toBe(404);
    expect(gone).toEqual([session]);
    expect(front.open()).toBe(0);
  });

  test("ends when nobody has used it for long, and not while a stream of it is open", async () => {
    const gone: string[] = [];
    const front = smallFront({ sessionIdleMs: 100, gone: (caller) => gone.push(caller) });
    const [idle, listening] = [await begin(front), await begin(front)];
    const stream = await send(front, { session: listening, method: "GET" });
    const deadline = Date.now() + 20_000;
    while (gone.length === 0 && Date.now() < deadline) await Bun.sleep(20);
    expect(gone).toEqual([idle]);
    expect((await send(front, { session: listening, body: hello })).status).toBe(200);
    await stream.body?.cancel();
    await front.close();
  });

  test("takes a withdrawal: the request is cancelled and not answered", async () => {
    const front = smallFront();
    const session = await begin(front);
    slow = Promise.withResolvers();
    const cut = send(front, { session, body: { ...hello, id: "s", params: { name: "slow" } } });
    await slow.promise;
    const cancel = {
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: { requestId: "s" },
    };
    expect((await send(front, { session, body: cancel })).status).toBe(202);
    const response = await cut;
    expect({ status: response.status, text: await response.text() }).toEqual({
      status: 202,
      text: "",
    });
  });
});

describe("a client of the SDK's first line", () => {
  test("is asked by requests of the server, and asked for its roots where nobody has named a folder", async () => {
    const dirs: (string | null)[] = [];
    const desk = deskOf({
      async where(_, { client, signal }) {
        dirs.push(await client.dir(), await client.dir());
        const form = { message: "Sure?", requestedSchema: { type: "object", properties: {} } };
        return said(JSON.stringify(await client.ask("elicitation/create", form, signal)));
      },
    });
    const front = createFront({ version: "1", desks: [desk] });
    const principal = { ...someone, dir: null };
    const client = new OldClient(
      { name: "old", version: "1" },
      { capabilities: { elicitation: {}, roots: {} } },
    );
    let rootsAsked = 0;
    const { ElicitRequestSchema, ListRootsRequestSchema } =
      await import("@modelcontextprotocol/sdk/types.js");
    client.setRequestHandler(ElicitRequestSchema, () => ({
      action: "accept",
      content: { ok: true },
    }));
    client.setRequestHandler(ListRootsRequestSchema, () => {
      rootsAsked += 1;
      return { roots: [{ uri: "file:///vault/notes" }] };
    });
    const transport = new OldTransport(new URL("http://glassbox.test/mcp"), {
      fetch: (url: string | URL, init?: RequestInit) =>
        front.fetch(new Request(String(url), init), principal),
    });
    // The transport of the first line is stricter about undefined members than its own interface.
    await client.connect(transport as never);
    const result = await client.callTool({ name: "where", arguments: {} });
    expect(JSON.stringify(result)).toContain("accept");
    expect(dirs).toEqual(["/vault/notes", "/vault/notes"]);
    expect(rootsAsked).toBe(1);
    const reader = { ...principal, scope: "read" } as const;
    const read = await send(front, { body: initialize }, reader);
    expect(read.status).toBe(200);
    await client.close();
    await front.close();
  });
});

describe("a stateless request", () => {
  test("is answered at once, with who we are", async () => {
    const result = resultOf(await post(smallFront(), "tools/call", { name: "hello" }));
    const server = { name: "glassbox", title: "Glassbox", version: "1.2.3" };
    expect(result).toEqual({
      ...said("hello"),
      resultType: "complete",
      _meta: { "io.modelcontextprotocol/serverInfo": server },
    });
  });

  test.each([
    ["without the version", { "mcp-protocol-version": null }],
    ["with another version", { "mcp-protocol-version": "2025-11-25" }],
    ["without the method", { "mcp-method": null }],
    ["with another method", { "mcp-method": "tools/list" }],
    ["without the name", { "mcp-name": null }],
    ["with another name", { "mcp-name": "bye" }],
    ["with a name that is not base64", { "mcp-name": "=?base64?a?=" }],
  ])("whose headers come %s is refused", async (_, headers) => {
    const answer = await post(smallFront(), "tools/call", { name: "hello" }, { headers });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 400, code: -32020 });
  });

  test("may have a name in base64, for what no header can hold", async () => {
    const encoded = Buffer.from("hello").toString("base64");
    const headers = { "mcp-name": `=?base64?${encoded}?=` };
    const answer = await post(smallFront(), "tools/call", { name: "hello" }, { headers });
    expect(answer.status).toBe(200);
  });

  test("of another revision learns which ones there are", async () => {
    const version = "2031-01-01";
    const params = { _meta: { ...envelope(), "io.modelcontextprotocol/protocolVersion": version } };
    const headers = { "mcp-protocol-version": version };
    const answer = await post(smallFront(), "server/discover", params, { headers });
    expect(answer.status).toBe(400);
    expect(answer.body["error"]).toMatchObject({
      code: -32022,
      data: { supported: ["2026-07-28"], requested: version },
    });
  });

  test("that a bug of ours breaks says nothing of it to the client", async () => {
    const log = console.error;
    const logged: unknown[] = [];
    console.error = (...all: unknown[]) => void logged.push(...all);
    const answer = await post(smallFront(), "tools/call", { name: "broken" });
    console.error = log;
    expect(answer.status).toBe(200);
    expect(codeOf(answer)).toBe(-32603);
    expect(JSON.stringify(answer.body)).not.toContain("secret of the house");
    expect(String(logged)).toContain("secret of the house");
  });
});

describe("a body that is no request", () => {
  test.each([
    ["no JSON", "{", 400, -32700],
    ["a batch", [hello], 400, -32600],
    ["a text", '"hello"', 400, -32600],
    ["no JSON-RPC", { id: 1, method: "tools/list" }, 400, -32600],
    ["a request with an object for an id", { jsonrpc: "2.0", id: {}, method: "ping" }, 400, -32600],
    [
      "nested beyond reason",
      `{"jsonrpc":"2.0","id":1,"method":"x","params":${"[".repeat(500)}${"]".repeat(500)}}`,
      400,
      -32600,
    ],
  ] as const)("(%s) is refused with what is wrong with it", async (_, body, status, code) => {
    const response = await send(smallFront(), { body });
    expect(response.status).toBe(status);
    expect(codeOf({ body: (await response.json()) as JsonObject })).toBe(code);
  });

  test("or is none of JSON, or comes by another method, is not looked at", async () => {
    const headers = { "content-type": "text/plain" };
    expect((await send(smallFront(), { headers, body: hello })).status).toBe(415);
    expect((await send(smallFront(), { method: "PUT" })).status).toBe(405);
    expect(
      (await send(smallFront(), { method: "GET", headers: { accept: "text/html" } })).status,
    ).toBe(406);
  });
});
