// Reads the record for those who follow it, in a thread of its own: however many there are, a run does not wait for them.
import { setPriority } from "node:os";

import { messageOf } from "../../../kernel/error.ts";
import { Push } from "../push/push.ts";
import { feedLines } from "./lines.ts";
import { LedgerFile } from "./ledger-file.ts";
import { ASLEEP, COUNT, type FromWorker, type ToWorker } from "./messages.ts";

declare const self: Worker;

/** On Linux a priority is a thread's: where there are too few processors for all, runs come first. */
if (process.platform === "linux") setPriority(0, 10);

interface Reader {
  readonly subject: string | null;
  readonly types: readonly string[] | null;
  after: number;
  /** Somebody waits for lines. */
  isPulled: boolean;
}

/** Events that one look takes. */
const PAGE = 512;
/** Commits that come close together are looked at together. */
const PAUSE_MS = 15;

const readers = new Map<number, Reader>();
let file: LedgerFile | null = null;
let push: Push | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case "begin":
      file = new LedgerFile(data.path);
      void watch(data.commits);
      return;
    case "open":
      readers.set(data.id, { ...data, isPulled: false });
      return;
    case "pull": {
      const reader = readers.get(data.id);
      if (!reader) return;
      reader.isPulled = true;
      return serve(data.id, reader);
    }
    case "close":
      readers.delete(data.id);
      return;
    case "push":
      push = new Push(data, file!, (message) => tell({ kind: "note", message }));
      return push.wake();
  }
};

/** Sleeps until something is committed. */
async function watch(commits: Int32Array): Promise<never> {
  for (;;) {
    const seen = Atomics.load(commits, COUNT);
    push?.wake();
    for (const [id, reader] of readers) if (reader.isPulled) serve(id, reader);
    Atomics.store(commits, ASLEEP, 1);
    // Whoever commits between the two sees that it sleeps, or changes the number and is seen here.
    const woken = Atomics.waitAsync(commits, COUNT, seen);
    if (woken.async) await woken.value;
    await Bun.sleep(PAUSE_MS);
  }
}

/** Sends what there is, or leaves him waiting. */
function serve(id: number, reader: Reader): void {
  try {
    for (;;) {
      const { events, cursor } = file!.page({ ...reader, limit: PAGE });
      if (events.length === 0) {
        if (cursor === reader.after) return;
        reader.after = cursor;
        continue;
      }
      const lines = feedLines(events, reader.after);
      reader.after = lines.isAll ? cursor : lines.cursor;
      reader.isPulled = false;
      const page = { bytes: lines.bytes, cursor: reader.after };
      return tell({ kind: "lines", id, ...page }, [lines.bytes.buffer]);
    }
  } catch (error) {
    readers.delete(id);
    tell({ kind: "failed", id, message: messageOf(error) });
  }
}

function tell(message: FromWorker, transfer: Bun.Transferable[] = []): void {
  self.postMessage(message, transfer);
}
