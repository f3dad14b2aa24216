export interface HealthOptions {
  /** So long may a server be silent, with work under way, before it is asked whether it is there. */
  readonly silentMs: number;
  /** So long may it take to answer that. */
  readonly pingTimeoutMs: number;
  ping(withinMs: number): Promise<boolean>;
  /** Why the server is not well; undefined: it is again. Told once for each change. */
  changed(trouble: string | undefined): void;
  /** What the system knows of a process that does not answer, as the end of a sentence. */
  lookAt(): Promise<string>;
}

/** Between two pings of a server that does not answer. */
const longestMs = 10_000;

/**
 * Watches a server for as long as it has work. A call may take its time; a server that answers no ping meanwhile is busy
 * or hangs, and which of the two only shows when it goes on. It is told, and not ended: somebody still waits for it.
 */
export class Health {
  readonly #options: HealthOptions;
  #underWay = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silentSince: number | undefined;
  #isOver = false;
  /** Resolves when it answers again, or when nobody watches any more. */
  #answer = Promise.withResolvers<void>();

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  began(): void {
    this.#underWay += 1;
    if (this.#timer === undefined) this.#next(this.#options.silentMs);
  }

  ended(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0 && this.#silentSince === undefined) this.#rest();
  }

  /** It has answered something. */
  heard(): void {
    if (this.#silentSince === undefined) {
      if (this.#timer !== undefined) this.#next(this.#options.silentMs);
      return;
    }
    this.#silentSince = undefined;
    this.#options.changed(undefined);
    this.#answer.resolve();
    this.#answer = Promise.withResolvers();
    this.#next(this.#options.silentMs);
  }

  /** The server is gone: there is nothing to watch. */
  close(): void {
    this.#isOver = true;
    this.#rest();
    this.#answer.resolve();
  }

  get isSilent(): boolean {
    return this.#silentSince !== undefined;
  }

  /** Of a server that is silent. */
  get answer(): Promise<void> {
    return this.#answer.promise;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(ms: number): void {
    this.#rest();
    if (this.#isOver) return;
    if (this.#underWay === 0 && this.#silentSince === undefined) return;
    this.#timer = setTimeout(() => void this.#look(ms), ms);
    this.#timer.unref();
  }

  async #look(afterMs: number): Promise<void> {
    const { pingTimeoutMs, silentMs } = this.#options;
    const asked = performance.now();
    const isWell = await this.#options.ping(pingTimeoutMs);
    if (this.#isOver) return;
    if (isWell) {
      if (this.#silentSince === undefined) return this.#next(silentMs);
      return this.heard();
    }
    if (this.#silentSince === undefined) await this.#tell(asked);
    this.#next(Math.min(afterMs * 2, longestMs));
  }

  async #tell(asked: number): Promise<void> {
    this.#silentSince = asked;
    const seen = await this.#options.lookAt();
    if (this.#isOver || this.#silentSince !== asked) return;
    const { silentMs, pingTimeoutMs } = this.#options;
    this.#options.changed(
      `has work and answers nothing, not even a ping within ${pingTimeoutMs} ms after ${silentMs} ms of silence: ${seen}`,
    );
  }
}
