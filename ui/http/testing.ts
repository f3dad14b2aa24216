import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { JsonValue } from "../../kernel/json.ts";
import type { Front } from "../../mcp/front/index.ts";
import { echoFront } from "../socket/echo-front.ts";
import { kernelWith } from "../socket/echo-kernel.ts";
import { type KernelServer, serveHome } from "../socket/server.ts";

/** A kernel in this process that listens, with a front that echoes. */
export interface ListeningHome extends AsyncDisposable {
  readonly home: string;
  readonly server: KernelServer;
  readonly port: number;
  /** Of the MCP endpoint. */
  readonly url: string;
  /** The home's own token. */
  token(): string;
  call(verb: string, input?: object): Promise<JsonValue>;
  /** `http.serve` until the way out is taken. */
  serve(input?: object): Promise<{ readonly place: JsonValue; stop(): Promise<void> }>;
  /** Ends the serving with which it began. */
  stopFirst(): Promise<void>;
  post(body: string | object, headers?: Record<string, string>): Promise<Response>;
}

export async function listeningHome(front: Front | null = echoFront()): Promise<ListeningHome> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "gb-")));
  const server = (await serveHome(home, kernelWith(front)))!;
  const never = new AbortController().signal;
  const nobody: (part: JsonValue) => void = () => {};
  const call = (verb: string, input: object = {}, signal = never, emit = nobody) =>
    server.kernel.verbs.call(verb, input, { actor: "person", via: "test", signal, emit });

  async function serve(input: object = { port: 0 }) {
    const controller = new AbortController();
    let over: Promise<JsonValue>;
    const place = await new Promise<JsonValue>((resolve, reject) => {
      over = call("http.serve", input, controller.signal, resolve);
      over.catch(reject);
    });
    return {
      place,
      async stop() {
        controller.abort(new Error("stopped"));
        await over;
      },
    };
  }

  const token = () => readFileSync(join(home, "token"), "utf8").trim();
  const nothing = { place: { url: "http://127.0.0.1:1/mcp" }, stop: async () => {} };
  const listening = front ? await serve() : nothing;
  const { url } = listening.place as { url: string };
  return {
    home,
    server,
    url,
    port: Number(new URL(url).port),
    token,
    call,
    serve,
    stopFirst: listening.stop,
    post: (body, headers = {}) =>
      fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${token()}`,
          ...headers,
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      await server.close("the test is over");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export const ECHO = { jsonrpc: "2.0", id: 1, method: "echo", params: {} };

export interface RawConnection {
  write(text: string): void;
  /** All that came, once the server has closed it. */
  readonly closed: Promise<string>;
  /** Resolves when what came matches. */
  came(pattern: RegExp): Promise<string>;
  destroy(): void;
}

/** A connection below HTTP, for those who do not keep to it. */
export function rawConnection(port: number, host = "127.0.0.1"): RawConnection {
  const socket = connect(port, host);
  let text = "";
  const waiting: (() => void)[] = [];
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    for (const tell of waiting.splice(0)) tell();
  });
  socket.on("error", () => {});
  const closed = new Promise<string>((resolve) => socket.on("close", () => resolve(text)));
  return {
    write: (part) => void socket.write(part),
    closed,
    async came(pattern) {
      while (!pattern.test(text)) await new Promise<void>((resolve) => waiting.push(resolve));
      return text;
    },
    destroy: () => void socket.destroy(),
  };
}

/** A request by hand: what a browser would never let a page set. */
export async function rawRequest(
  port: number,
  head: string,
  headers: Record<string, string>,
  body = "",
): Promise<{ readonly status: number; readonly text: string }> {
  const connection = rawConnection(port);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  connection.write(
    `${head} HTTP/1.1\r\n${lines.join("")}Connection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const text = await connection.closed;
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text };
}
