import { chmodSync } from "node:fs";

import { KernelError, messageOf } from "../../kernel/error.ts";
import type { Front } from "../../mcp/front/index.ts";
import { fingerprint } from "./environment.ts";
import type { HomePaths } from "./home.ts";
import { parseHello } from "./mcp-hello.ts";
import { mcpPaths } from "./mcp-path.ts";
import { type McpStream, mcpStream } from "./mcp-stream.ts";
import type { McpWelcome } from "./mcp-wire.ts";
import { clearSocket, removeSocket } from "./socket-path.ts";
import { VERSION } from "./version.ts";
import { errorBody } from "./wire.ts";

type Socket = Bun.Socket<McpStream>;

/** The listener, and how many streams there are: a kernel with any is needed. */
export interface McpStreams {
  count(): number;
  close(): Promise<void>;
}

/** How long what has been written may still go out when the kernel leaves. */
const LAST_WORDS_MS = 20;

/** Serves `mcp.sock`: each connection is one stream of MCP messages, of a program of this user. */
export function listenForMcp(paths: HomePaths, front: () => Front): McpStreams {
  const own = mcpPaths(paths);
  const unix = clearSocket(own);
  const sockets = new Set<Socket>();
  const mask = process.umask(0o077);
  const listener = Bun.listen<McpStream>({
    unix,
    socket: {
      open(socket) {
        socket.data = mcpStream(socket);
        sockets.add(socket);
        void serve(socket.data, front);
      },
      data(socket, chunk) {
        try {
          socket.data.received(chunk);
        } catch (error) {
          void socket.data.write(JSON.stringify(unreadable(error)));
          socket.data.close();
        }
      },
      drain: (socket) => socket.data.drained(),
      close: (socket) => end(socket, sockets),
      error: (socket) => end(socket, sockets),
    },
  });
  process.umask(mask);
  chmodSync(unix, 0o600);
  listener.unref();
  return {
    count: () => sockets.size,
    async close() {
      removeSocket(own);
      listener.stop();
      for (const socket of sockets) socket.data.close();
      if (sockets.size > 0) await Bun.sleep(LAST_WORDS_MS);
      for (const socket of sockets) socket.terminate();
    },
  };
}

async function serve(stream: McpStream, front: () => Front): Promise<void> {
  const lines = stream.lines[Symbol.asyncIterator]();
  try {
    const first = await lines.next();
    if (first.done) return;
    const { dir, surface } = parseHello(first.value);
    const server = front();
    const kernel = { version: VERSION, environment: fingerprint(), pid: process.pid };
    await stream.write(JSON.stringify({ kernel } satisfies McpWelcome));
    const rest: AsyncIterable<string> = { [Symbol.asyncIterator]: () => lines };
    const carried = { ...stream, lines: rest };
    const id = `stream/${crypto.randomUUID()}`;
    await server.stream(carried, { id, via: "socket", scope: "full", dir, surface });
    stream.close();
  } catch (error) {
    if (!(error instanceof KernelError)) console.error(`glassbox: mcp.sock: ${messageOf(error)}`);
    refuse(stream, error);
  }
}

function refuse(stream: McpStream, error: unknown): void {
  void stream.write(JSON.stringify({ error: errorBody(error) } satisfies McpWelcome));
  stream.close();
}

/** Nobody can say which request it was. */
function unreadable(error: unknown): object {
  return { jsonrpc: "2.0", id: null, error: { code: -32600, message: messageOf(error) } };
}

function end(socket: Socket, sockets: Set<Socket>): void {
  sockets.delete(socket);
  socket.data.ended();
}
