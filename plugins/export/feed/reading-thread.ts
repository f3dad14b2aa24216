import { KernelError } from "../../../kernel/error.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Feed } from "../../contracts/event-feed.ts";
import { ASLEEP, COUNT, type FromWorker, type PushOrder, type ToWorker } from "./messages.ts";

/** A thread that nobody needs any more ends after that. */
const IDLE_MS = 10_000;

interface Waiting {
  resolve(bytes: Uint8Array): void;
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
  #idle: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ThreadParts) {
    this.#parts = parts;
  }

  open(after: number, subject: string | null, types: readonly string[] | null): Feed {
    const id = ++this.#last;
    this.#feeds.add(id);
    this.#tell({ kind: "open", id, after, subject, types });
    return {
      next: () =>
        new Promise((resolve, reject) => {
          this.#waiting.set(id, { resolve, reject });
          this.#tell({ kind: "pull", id });
        }),
      close: () => this.#close(id),
    };
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
    if (message.kind === "lines") waiting?.resolve(message.bytes);
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
    const error = new KernelError("unavailable", reason, { hint: "connect again" });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
