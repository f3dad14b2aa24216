import { afterEach } from "bun:test";
import { createServer as createSocketServer, type Socket } from "node:net";
import { Client, InMemoryTransport, type JSONObject } from "@modelcontextprotocol/client";
import { createServer, type WebOptions } from "./index.ts";

// What the tests of this folder share: a connected client and real servers, ended after each test.

export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
  readonly hosts: unknown;
  /** The same call would be refused again. */
  readonly isFinal: boolean;
}

export interface Session extends AsyncDisposable {
  readonly client: Client;
  fetch(args: JSONObject, signal?: AbortSignal): Promise<Answer>;
}

export async function connect(options: WebOptions): Promise<Session> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createServer(options).connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  return {
    client,
    async fetch(args, signal) {
      const call = { name: "web_fetch", arguments: args };
      const result = await client.callTool(call, signal && { signal });
      const [first] = result.content;
      return {
        isError: result.isError === true,
        text: first?.type === "text" ? first.text : "",
        data: Object(result.structuredContent),
        hosts: result._meta?.["dev.glassbox/hosts"],
        isFinal: result._meta?.["dev.glassbox/final"] === true,
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

export const open: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

type Handler = (request: Request) => Response | Promise<Response>;

/** A real HTTP server on the loopback address; `hits` counts the requests that reached it. */
export function serve(handler: Handler) {
  const state = { hits: 0 };
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      state.hits += 1;
      return handler(request);
    },
  });
  open.push({ stop: () => server.stop(true) });
  return { host: `127.0.0.1:${server.port}`, port: server.port, state };
}

/** A server that answers each connection with bytes as it likes, correct HTTP or not. */
export async function serveBytes(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => onConnection(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  open.push({ stop });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { host: `127.0.0.1:${address.port}` };
}

export async function client(options: WebOptions): Promise<Session> {
  const session = await connect(options);
  open.push({ stop: () => session[Symbol.asyncDispose]() });
  return session;
}

export const text = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => new Response(body, { headers: { "content-type": "text/plain", ...headers } });
