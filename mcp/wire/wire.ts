import { rm } from "node:fs/promises";

import { Backlog } from "./backlog.ts";
import { blankRuns, type Blanked, type Forgotten } from "./erase.ts";
import { Journal } from "./journal.ts";
import { leftovers, segmentsIn } from "./names.ts";
import { LIMITS, type WireOptions } from "./options.ts";
import { readEntries, type WireEntry, type WireFilter } from "./read.ts";
import type { WireMessage, WireRecorder } from "./recorder.ts";
import { retain } from "./retention.ts";
import { resummarize, salvage, type Sealed } from "./seal.ts";
import { Turns } from "./turns.ts";

export interface Wire extends WireRecorder {
  /** Everything recorded so far is in the segment file. */
  flush(): Promise<void>;
  /**
   * Seals what a process that died left open, tells of every sealed segment that is not in `told`, and lets go what
   * is too old. Once at the start.
   */
  settle(told: ReadonlySet<string>): Promise<void>;
  /** Lets go what is too old, or too much. */
  retain(): Promise<void>;
  /** Newest last. */
  read(filter: WireFilter): Promise<readonly WireEntry[]>;
  /** Takes the messages of runs out of all segments; their hashes stay. Tells how many are gone from which. */
  erase(forgotten: Forgotten): Promise<readonly Blanked[]>;
  /** Seals the segment that is being written. */
  seal(): Promise<void>;
  /** The same, for good: nothing is recorded after it. */
  close(): Promise<void>;
}

/** The record of all messages, in segment files. `record` costs its caller a push into an array. */
export function createWire(options: WireOptions): Wire {
  const { dir } = options;
  const limits = { ...LIMITS, ...options.limits };
  const backlog = new Backlog(limits.backlog);
  const journal = new Journal(options, limits, backlog);
  const turns = new Turns();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isUrgent = false;
  let ageing: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const sealedHere = new Set<string>();

  function record(message: WireMessage): void {
    if (isClosed) return;
    try {
      backlog.push(message);
    } catch {
      // A message that cannot even be looked at.
      backlog.lost(1);
    }
    timer ??= later(limits.gatherMs, () => {
      timer = undefined;
      void flush();
    });
    const { messages, weight } = limits.backlog;
    if (isUrgent || (backlog.size < messages / 16 && backlog.weight < weight / 16)) return;
    isUrgent = true;
    setImmediate(() => void flush());
  }

  function flush(): Promise<void> {
    return turns.take(write);
  }

  async function write(): Promise<void> {
    isUrgent = false;
    await journal.write();
    const { current } = journal;
    if (current === undefined) return;
    const age = performance.now() - current.began;
    if (current.bytes >= limits.segmentBytes || age >= limits.segmentMs) await sealCurrent();
    else ageing ??= later(limits.segmentMs - age, aged);
  }

  function aged(): void {
    ageing = undefined;
    void flush();
  }

  async function sealCurrent(): Promise<void> {
    clearTimeout(ageing);
    ageing = undefined;
    const sealed = await journal.end();
    if (sealed === undefined) return;
    await attempt("a sealed segment is not on record", () => tell(sealed));
    await letGo();
  }

  async function letGo(): Promise<void> {
    const release = () => retain(dir, options.keep(), Date.now(), options.onReleasing);
    await attempt("old segments were not let go", release);
  }

  async function settle(told: ReadonlySet<string>): Promise<void> {
    for (const path of leftovers(dir)) await rm(path, { force: true });
    await sealLeftOpen();
    for (const { id, isOpen } of segmentsIn(dir)) {
      if (isOpen || told.has(id) || sealedHere.has(id)) continue;
      await attempt(`the segment ${id} is not on record`, async () => {
        await options.onSealed(await resummarize(dir, id));
      });
    }
    await letGo();
  }

  /** What a process that died was writing to. */
  async function sealLeftOpen(): Promise<void> {
    for (const { id, isOpen } of segmentsIn(dir)) {
      if (!isOpen || id === journal.current?.id) continue;
      await attempt(`the segment ${id} was not sealed`, async () => {
        const sealed = await salvage(dir, id);
        if (sealed !== undefined) await tell(sealed);
      });
    }
  }

  async function tell(sealed: Sealed): Promise<void> {
    sealedHere.add(sealed.segment);
    await options.onSealed(sealed);
  }

  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      journal.trouble(what, error);
    }
  }

  return {
    record,
    flush,
    settle: (told) => turns.take(() => settle(told)),
    retain: () => turns.take(letGo),
    read: (filter) =>
      turns.take(async () => {
        await write();
        return readEntries(dir, filter);
      }),
    erase: (forgotten) =>
      turns.take(async () => {
        await write();
        await sealCurrent();
        await sealLeftOpen();
        return blankRuns(dir, forgotten);
      }),
    seal: () =>
      turns.take(async () => {
        await write();
        await sealCurrent();
      }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearTimeout(timer);
      await turns.take(async () => {
        await write();
        await sealCurrent();
      });
      clearTimeout(ageing);
    },
  };
}

/** A timer that keeps no process alive. */
function later(ms: number, work: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(work, ms);
  timer.unref();
  return timer;
}
