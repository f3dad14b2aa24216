import type { JsonValue } from "../../kernel/json.ts";
import type { EventSink } from "./event-sink.ts";
import type { Session } from "./session.ts";

interface LogPart {
  readonly cursor: number;
  readonly event: JsonValue;
}

/** Copies a run's events into the sink while it goes on. The function it answers with copies the rest and ends. */
export function streamEvents(session: Session, sink: EventSink, run: string): () => Promise<void> {
  let after = 0;
  const onPart = (part: JsonValue) => {
    const { cursor, event } = part as unknown as LogPart;
    if (cursor <= after) return;
    after = cursor;
    sink.write(event);
  };
  const leaving = new AbortController();
  const following = session
    .call("log.read", { run, follow: true }, { onPart, signal: leaving.signal })
    .catch(() => {});
  return async () => {
    leaving.abort(new Error("the run is over"));
    await following;
    await session.call("log.read", { run, after }, { onPart });
  };
}
