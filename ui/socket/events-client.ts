import { connect, type Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";

import { eventsPath } from "./events-path.ts";
import type { HomePaths } from "./home.ts";

export interface ReadRequest {
  readonly after: number;
  readonly run?: string;
  readonly signal: AbortSignal;
}

/** One event as it came: its place, and the JSON text of it. */
export interface ReadEvent {
  readonly cursor: number;
  readonly text: string;
}

const LINE = /^\{"cursor":(\d+),"event":(.*)\}$/s;

/**
 * Events of a home from its events socket, as fast as they are taken: what nobody has taken yet stays on record.
 * Ends when the signal aborts or the kernel leaves; throws when nobody serves there.
 */
export async function* readEvents(
  paths: HomePaths,
  { after, run, signal }: ReadRequest,
): AsyncGenerator<ReadEvent> {
  const socket = await connected(eventsPath(paths));
  const onAbort = () => void socket.destroy();
  signal.addEventListener("abort", onAbort);
  try {
    if (signal.aborted) return;
    socket.write(`${JSON.stringify({ after, ...(run === undefined ? {} : { run }) })}\n`);
    const decoder = new StringDecoder("utf8");
    let rest = "";
    for await (const chunk of socket) {
      const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const [, cursor, text] = LINE.exec(line) ?? [];
        if (text === undefined) throw new Error(`the events socket says ${line}`);
        yield { cursor: Number(cursor), text };
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    socket.destroy();
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}
