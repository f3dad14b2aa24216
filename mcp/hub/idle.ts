/** Counts the uses of a server, and tells when there has been none for so long. */
export class Idle {
  readonly #seconds: number;
  readonly #over: (seconds: number) => void;
  #uses = 0;
  #isHeld = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** 0 seconds: never. */
  constructor(seconds: number, over: (seconds: number) => void) {
    this.#seconds = seconds;
    this.#over = over;
  }

  get uses(): number {
    return this.#uses;
  }

  began(): void {
    this.#uses += 1;
    clearTimeout(this.#timer);
  }

  ended(): void {
    this.#uses -= 1;
    this.touch();
  }

  /** A task goes on in it. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** A task goes on in the server that no call waits for: it is left running until somebody stops it. */
  hold(): void {
    this.#isHeld = true;
  }

  /** It has ended; another one holds nothing yet. */
  clear(): void {
    this.#isHeld = false;
    clearTimeout(this.#timer);
  }

  /** Counts from now. */
  touch(): void {
    clearTimeout(this.#timer);
    if (this.#uses > 0 || this.#seconds === 0 || this.#isHeld) return;
    this.#timer = setTimeout(() => this.#over(this.#seconds), this.#seconds * 1000);
    this.#timer.unref();
  }
}
