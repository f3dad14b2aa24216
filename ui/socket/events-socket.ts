import { chmodSync } from "node:fs";

import { usage } from "../../kernel/error.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { EventFeed, Feed } from "../../plugins/contracts/event-feed.ts";
import { eventPaths } from "./events-path.ts";
import { LONGEST_REQUEST, parseRequest } from "./events-request.ts";
import type { HomePaths } from "./home.ts";
import { clearSocket, removeSocket } from "./socket-path.ts";
import { errorBody } from "./wire.ts";

type Socket = Bun.Socket<Reader>;

/** One connection: what it asked for, and what is on its way to it. */
interface Reader {
  request: string | null;
  feed: Feed | null;
  /** Bytes that the connection has not taken yet. */
  rest: Uint8Array | null;
  /** Called when all of them are gone. */
  taken: (() => void) | null;
  isClosed: boolean;
}

/** The listener, and how many read: a kernel that somebody reads from is needed. */
export interface Readers {
  count(): number;
  close(): void;
}

const NOBODY: Readers = { count: () => 0, close: () => {} };

/**
 * Serves `events.sock`: a reader sends one line and gets events, those on record and then those that come. The next are
 * fetched when the connection has taken the ones before, so a reader who is slow holds up nobody and costs no memory.
 */
export function listenForReaders(paths: HomePaths, kernel: Kernel): Readers {
  const feeds = kernel.runs.services.provided<EventFeed>("event-feed").get("export");
  if (!feeds) return NOBODY;
  const own = eventPaths(paths);
  const unix = clearSocket(own);
  const readers = new Set<Socket>();
  const mask = process.umask(0o077);
  const listener = Bun.listen<Reader>({
    unix,
    socket: {
      open(socket) {
        socket.data = { request: "", feed: null, rest: null, taken: null, isClosed: false };
        readers.add(socket);
      },
      data: (socket, chunk) => take(socket, chunk, feeds),
      drain: flush,
      close: (socket) => end(socket, readers),
      error: (socket) => end(socket, readers),
    },
  });
  process.umask(mask);
  chmodSync(unix, 0o600);
  listener.unref();
  return {
    count: () => readers.size,
    close() {
      removeSocket(own);
      listener.stop();
      for (const socket of readers) socket.terminate();
    },
  };
}

/** Whatever follows the first line is nobody's business. */
function take(socket: Socket, chunk: Uint8Array, feeds: EventFeed): void {
  const { data } = socket;
  if (data.request === null) return;
  data.request += Buffer.from(chunk).toString();
  const end = data.request.indexOf("\n");
  try {
    if (data.request.length > LONGEST_REQUEST) throw usage("the request is too long");
    if (end < 0) return;
    const request = parseRequest(data.request.slice(0, end));
    data.request = null;
    data.feed = feeds.open(request);
    void pump(socket, data.feed);
  } catch (error) {
    data.request = null;
    void refuse(socket, error);
  }
}

async function pump(socket: Socket, feed: Feed): Promise<void> {
  try {
    while (!socket.data.isClosed) await send(socket, await feed.next());
  } catch (error) {
    await refuse(socket, error);
  }
}

async function refuse(socket: Socket, error: unknown): Promise<void> {
  if (socket.data.isClosed) return;
  await send(socket, Buffer.from(`${JSON.stringify({ error: errorBody(error) })}\n`));
  socket.end();
}

/** Resolves when the connection has taken all of it, or is gone. */
function send(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (socket.data.isClosed) return resolve();
    socket.data.rest = bytes;
    socket.data.taken = resolve;
    flush(socket);
  });
}

function flush(socket: Socket): void {
  const { data } = socket;
  if (data.rest === null) return;
  const written = socket.write(data.rest);
  data.rest = data.rest.subarray(Math.max(0, written));
  if (data.rest.length > 0) return;
  data.rest = null;
  data.taken?.();
}

function end(socket: Socket, readers: Set<Socket>): void {
  socket.data.isClosed = true;
  socket.data.feed?.close();
  socket.data.taken?.();
  readers.delete(socket);
}
