import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { payloads, REMOVED, type TrustEvent } from "./events.ts";
import { applyEvent, applyRecorded, type Pins } from "./pins.ts";

/** What is on record of servers' definitions. Read at the first use, and then always as it is. */
export interface TrustRecord {
  pins(): Pins;
  /** Counts at once; the ledger has it a moment later, in this order. */
  note(events: readonly TrustEvent[]): void;
  /** Counts once it is on record. */
  add(events: readonly TrustEvent[], actor: string): Promise<void>;
  /** Resolves when the ledger has everything that was noted. */
  written(): Promise<void>;
  /** Tells that a server was taken out, and nothing of it is trusted any more. */
  onForgotten(listener: (server: string) => void): void;
}

export function createRecord(host: Host): TrustRecord {
  let pins: Pins | undefined;
  let writing: Promise<void> = Promise.resolve();
  const listeners = new Set<(server: string) => void>();

  function load(): Pins {
    if (pins !== undefined) return pins;
    const { ledger } = host.kernel();
    const all: Pins = new Map();
    const types = [...Object.keys(payloads), REMOVED];
    for (const event of ledger.query({ afterRow: 0, types })) applyRecorded(all, event);
    ledger.onCommit((events) => {
      for (const event of events)
        if (event.type === REMOVED) forget(String(event.data?.["server"]));
    });
    pins = all;
    return all;
  }

  function forget(server: string): void {
    if (!pins?.delete(server)) return;
    for (const listener of listeners) listener(server);
  }

  function draftsOf(events: readonly TrustEvent[], actor: string) {
    const { ledger, runs } = host.kernel();
    return events.map((event) => {
      const subject = `server/${event.data.server}`;
      const id = runs.services.ids.event();
      return { id, subject, branch: `${subject}@${ledger.origin}`, actor, ...event };
    });
  }

  function applyAll(drafts: ReturnType<typeof draftsOf>): void {
    for (const draft of drafts) applyEvent(load(), draft as TrustEvent, draft.id);
  }

  return {
    pins: load,
    note(events) {
      if (events.length === 0) return;
      const drafts = draftsOf(events, "kernel");
      applyAll(drafts);
      writing = writing
        .then(() => host.kernel().ledger.append(drafts))
        .then(
          () => undefined,
          (error: unknown) =>
            console.error(
              `glassbox: what was judged of servers is not written: ${messageOf(error)}`,
            ),
        );
    },
    async add(events, actor) {
      await writing;
      const drafts = draftsOf(events, actor);
      await host.kernel().ledger.append(drafts);
      applyAll(drafts);
    },
    written: () => writing,
    onForgotten: (listener) => void listeners.add(listener),
  };
}
