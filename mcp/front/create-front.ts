import type { WireRecorder } from "../wire/recorder.ts";
import { createChanges } from "./changes.ts";
import type { Front } from "./front.ts";
import { HttpEndpoint } from "./http.ts";
import { HttpSessions } from "./http-sessions.ts";
import { serveStream } from "./line-stream.ts";
import type { House } from "./methods.ts";
import { Modern } from "./modern.ts";
import type { FrontOptions } from "./options.ts";
import type { Tap } from "./outlet.ts";
import { Parking } from "./parking.ts";

const parkedSeconds = 600;
const mostParked = 1_000;
const mostSessions = 1_000;
/** Of either, of one principal. */
const mostOfOne = 128;
const sessionIdleMs = 30 * 60_000;

/** We as an MCP server: both eras, over HTTP and over streams of lines, in front of the desks. */
export function createFront(options: FrontOptions): Front {
  const identity = { name: "glassbox", title: "Glassbox", version: options.version };
  const house: House = {
    identity,
    desks: options.desks,
    tasks: options.tasks,
    instructions: (principal) => options.instructions?.(principal) ?? "",
  };
  const changes = createChanges(options.desks);
  const parking = new Parking({
    seconds: options.parkedSeconds ?? parkedSeconds,
    most: mostParked,
    mostOfOne,
  });
  const modern = new Modern(house, parking, changes);
  const tapOf = (connection: string) => createTap(() => options.recorder?.(), connection);
  const gone = (caller: string): void => options.gone?.(caller);
  const sessions = new HttpSessions({
    house,
    changes,
    idleMs: options.sessionIdleMs ?? sessionIdleMs,
    most: mostSessions,
    mostOfOne,
    tapOf,
    gone,
  });
  const http = new HttpEndpoint({ sessions, modern, identity, tapOf });
  const streams = new Set<() => void>();
  return {
    fetch: (request, principal) => http.fetch(request, principal),
    async stream(stream, principal) {
      const close = (): void => stream.close();
      streams.add(close);
      try {
        await serveStream(stream, principal, { house, changes, modern, tapOf, gone });
      } finally {
        streams.delete(close);
      }
    },
    open: () => http.open + sessions.open + streams.size + parking.size,
    async close() {
      parking.close();
      http.close();
      sessions.close();
      for (const close of streams) close();
      changes.close();
    },
  };
}

/** Takes down the messages of one connection, under the name of its client as soon as that is known. */
function createTap(
  recorder: () => WireRecorder | undefined,
  connection: string,
): { tap: Tap; named(name: string): void } {
  let peer = "";
  return {
    tap: (direction, message) =>
      recorder()?.record({ hop: "front", peer, connection, direction, message }),
    named: (name) => {
      if (name !== "") peer = name;
    },
  };
}
