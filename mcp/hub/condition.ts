/** Whether a server that is there is well; tells of each change. */
export class Condition {
  readonly #tell: (change: Change) => void;
  #trouble: { readonly reason: string; readonly since: number } | undefined;

  constructor(tell: (change: Change) => void) {
    this.#tell = tell;
  }

  /** Why it is not well, as the end of a sentence that begins with its name. */
  get trouble(): string | undefined {
    return this.#trouble?.reason;
  }

  ill(reason: string): void {
    // The first reason counts until it is well again.
    if (this.#trouble !== undefined) return;
    this.#trouble = { reason, since: performance.now() };
    this.#tell({ type: "server.degraded", detail: { reason } });
  }

  well(): void {
    const before = this.#trouble;
    if (before === undefined) return;
    this.#trouble = undefined;
    const afterMs = Math.round(performance.now() - before.since);
    this.#tell({ type: "server.recovered", detail: { afterMs } });
  }

  /** Its process is gone, and its condition with it. */
  forget(): void {
    this.#trouble = undefined;
  }
}

export type Change =
  | { readonly type: "server.degraded"; readonly detail: { readonly reason: string } }
  | { readonly type: "server.recovered"; readonly detail: { readonly afterMs: number } };
