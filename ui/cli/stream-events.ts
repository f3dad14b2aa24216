import type { JsonValue } from "../../kernel/json.ts";
import { homeFolder, homePaths } from "../socket/index.ts";
import type { EventSink } from "./event-sink.ts";
import type { Session } from "./session.ts";

interface LogPart {
  readonly cursor: number;
  readonly event: JsonValue;
}

/** Events of the rest that are asked for at once: however slow the sink is, no more wait for it. */
const PAGE = 200;

/**
 * Copies a run's events into the sink while it goes on. The function it answers with copies the rest and ends. They come
 * from the events socket, which gives no faster than the sink takes.
 */
export function streamEvents(session: Session, sink: EventSink, run: string): () => Promise<void> {
  let after = 0;
  const leaving = new AbortController();
  const following = (async () => {
    // Hardly any command streams, and none needs it to start.
    const { readEvents } = await import("../socket/events-client.ts");
    const request = { after, run, signal: leaving.signal };
    for await (const { cursor, text } of readEvents(homePaths(homeFolder()), request)) {
      if (!sink.isOpen()) return;
      after = cursor;
      sink.writeText(text);
    }
  })().catch(() => {
    // No such socket (its plugin is missing): all of it is read at the end.
  });
  return async () => {
    leaving.abort(new Error("the run is over"));
    await following;
    const onPart = (part: JsonValue) => {
      const { cursor, event } = part as unknown as LogPart;
      after = cursor;
      sink.write(event);
    };
    for (let count = PAGE; count === PAGE && sink.isOpen();) {
      const input = { run, after, limit: PAGE };
      ({ count } = await session.call<{ count: number }>("log.read", input, { onPart }));
    }
  };
}
