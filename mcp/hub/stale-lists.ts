const listChanged = /^notifications\/(tools|resources|prompts)\/list_changed$/;
/** Two readings of a server that says again and again that its lists have changed are so far apart. */
const gapMs = 100;

/** The lists that a server said have changed since they were read. They are read again at the next use, or by and by. */
export class StaleLists {
  readonly #methods = new Set<string>();
  readonly #readAgain: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readAgain: () => void) {
    this.#readAgain = readAgain;
  }

  get isAny(): boolean {
    return this.#methods.size > 0;
  }

  /** False: this notification is about no list. */
  add(method: string): boolean {
    if (!listChanged.test(method)) return false;
    this.#methods.add(method);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.isAny) this.#readAgain();
    }, gapMs);
    return true;
  }

  /** They are read now. */
  take(): readonly string[] {
    const taken = [...this.#methods];
    this.#methods.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return taken;
  }
}
