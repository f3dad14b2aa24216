import { KernelError } from "../../../kernel/error.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import { ASLEEP, COUNT, type FromWorker, type PushOrder, type ToWorker } from "./messages.ts";

/** A thread that nobody needs any more ends after that. */
const IDLE_MS = 10_000;

/** Lines, and the place after them. */
export interface Lines {
  readonly bytes: Uint8Array;
  readonly cursor: number;
}

/** What the thread reads for one who follows. */
export interface ThreadFeed {
  /** Null: something was moved out of the file since it was opened, and what comes after the last lines may be gone. */
  next(): Promise<Lines | null>;
  close(): void;
}

interface Waiting {
  resolve(lines: Lines | null): void;
  reject(error: Error): void;
}

interface Running {
  readonly worker: Worker;
  readonly stop: () => void;
}

export interface ThreadParts {
  readonly ledger: () => Ledger;
  /** The ledger's file. */
  readonly path: string;
  note(message: string): void;
}

/** The thread that reads for those who follow: there while somebody does, costing a commit one atomic addition. */
export class ReadingThread {
  readonly #parts: ThreadParts;
  readonly #waiting = new Map<number, Waiting>();
  readonly #feeds = new Set<number>();
  #running: Running | null = null;
  #order: PushOrder | null = null;
  #last = 0;
  /** How often events have left the file. */
  #moves = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ThreadParts) {
    this.#parts = parts;
  }

  open(after: number, subject: string | null, types: readonly string[] | null): ThreadFeed {
    const id = ++this.#last;
    const moves = this.#moves;
    this.#feeds.add(id);
    this.#tell({ kind: "open", id, after, subject, types });
    return {
      next: () =>
        new Promise((resolve, reject) => {
          if (moves !== this.#moves) return resolve(null);
          if (!this.#feeds.has(id)) return reject(ended("the thread that reads has failed"));
          this.#waiting.set(id, { resolve, reject });
          this.#tell({ kind: "pull", id });
        }),
      close: () => this.#close(id),
    };
  }

  /** Events are about to leave the file. Lines that are on their way may lack some, so nobody gets them. */
  leaveFile(): void {
    this.#moves += 1;
    const waiting = [...this.#waiting.values()];
    for (const id of this.#feeds) this.#close(id);
    for (const { resolve } of waiting) resolve(null);
  }

  push(order: PushOrder): void {
    this.#order = order;
    this.#running ??= this.#begin();
  }

  end(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#again);
    this.#running?.stop();
    this.#running?.worker.terminate();
    this.#running = null;
    this.#feeds.clear();
    this.#fail("the kernel is leaving");
  }

  #tell(message: ToWorker): void {
    clearTimeout(this.#idle);
    this.#running ??= this.#begin();
    this.#running.worker.postMessage(message);
  }

  #begin(): Running {
    const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { ref: false });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = ({ message }) => {
      this.#parts.note(`the thread that reads for followers has failed: ${message}`);
      this.end();
      // A collector is told on; those who followed connect again.
      if (this.#order) this.#again = setTimeout(() => this.push(this.#order!), IDLE_MS);
    };
    const commits = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const begin: ToWorker = { kind: "begin", path: this.#parts.path, commits };
    worker.postMessage(begin);
    if (this.#order) worker.postMessage({ kind: "push", ...this.#order } satisfies ToWorker);
    const stop = this.#parts.ledger().onCommit(() => {
      Atomics.add(commits, COUNT, 1);
      // Waking a thread costs more than all the rest, and one that is awake looks by itself.
      if (Atomics.exchange(commits, ASLEEP, 0) === 1) Atomics.notify(commits, COUNT);
    });
    return { worker, stop };
  }

  #take(message: FromWorker): void {
    if (message.kind === "note") return this.#parts.note(message.message);
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === "lines") waiting?.resolve(message);
    else waiting?.reject(new KernelError("ledger", message.message));
  }

  #close(id: number): void {
    if (!this.#feeds.delete(id) || !this.#running) return;
    this.#waiting.delete(id);
    this.#tell({ kind: "close", id });
    if (this.#feeds.size > 0 || this.#order) return;
    this.#idle = setTimeout(() => this.end(), IDLE_MS);
    this.#idle.unref();
  }

  #fail(reason: string): void {
    const error = ended(reason);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function ended(reason: string): KernelError {
  return new KernelError("unavailable", reason, { hint: "connect again" });
}
