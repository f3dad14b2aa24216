import { messageOf, unavailable } from "../../../kernel/error.ts";
import type {
  Files,
  Operation,
  Restored,
  RestoreItem,
  RestoreOrder,
  RestorePlan,
} from "../../contracts/files.ts";
import { announced } from "./announced.ts";
import type { Engine } from "./engine.ts";
import { operations, pending } from "./journal.ts";
import { plan } from "./plan.ts";
import { type Done, restore } from "./restore.ts";
import { end } from "./end.ts";
import { tidy } from "./temporary.ts";

export type Restores = Pick<Files, "plan" | "restore" | "operations">;

/** One restore at a time: what one looks at, another may not be moving. */
export class Restorer implements Restores {
  readonly #engine: Engine;
  #last: Promise<unknown> = Promise.resolve();
  /** One may have been begun and not ended. */
  #isUnsure = true;
  /** Restores that the disk has refused to hold for good. */
  readonly #unsynced = new Set<string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  plan(dir: string, items: readonly RestoreItem[]): RestorePlan {
    return plan(this.#engine.parts, dir, items);
  }

  restore(wanted: RestorePlan, order: RestoreOrder): Promise<Restored> {
    const { promise, resolve, reject } = Promise.withResolvers<Restored>();
    void this.#next(async () => {
      const done = await this.#begin(wanted, order);
      resolve(done.answer);
      if (done.finish) await this.#finish(done.answer.operation, done.finish);
    }).catch(reject);
    return promise;
  }

  async #begin(wanted: RestorePlan, order: RestoreOrder): Promise<Done> {
    if (this.#isUnsure) await this.#complete();
    if (this.#isUnsure) this.#refuse(wanted.dir);
    try {
      return await restore(this.#engine, wanted, order);
    } catch (error) {
      this.#isUnsure = true;
      throw error;
    }
  }

  /** Who asked has the answer by now and goes on first: the record makes good what a power cut does meanwhile. */
  async #finish(operation: string, finish: () => Promise<void>): Promise<void> {
    await Bun.sleep(0);
    try {
      await finish();
    } catch (error) {
      // A second fsync of what the disk has refused would seem to succeed: another boot looks at what is there.
      this.#unsynced.add(operation);
      console.error(`glassbox: a restore is not on the disk yet: ${messageOf(error)}`);
    }
  }

  operations(): readonly Operation[] {
    return operations(this.#engine.parts);
  }

  /** Ends what was begun and not ended. */
  complete(): Promise<void> {
    return this.#next(() => this.#complete());
  }

  /** Resolves when nothing is being restored. */
  async settled(): Promise<void> {
    await this.#last;
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => {});
    return next;
  }

  /** A folder that is not there (a disk that is not plugged in) waits for the time when it is. */
  async #complete(): Promise<void> {
    const { parts } = this.#engine;
    const waiting = new Set<string>();
    for (const entry of pending(parts)) {
      const { begun } = entry;
      if (this.#unsynced.has(begun.operation)) continue;
      const dir = JSON.stringify(begun.dir);
      try {
        await end(this.#engine, entry);
      } catch (error) {
        waiting.add(begun.operation);
        console.error(`glassbox: an interrupted restore in ${dir} waits: ${messageOf(error)}`);
      }
    }
    for (const operation of announced(parts.tenantDir))
      if (!waiting.has(operation)) tidy(parts.tenantDir, operation);
    this.#isUnsure = waiting.size > 0;
  }

  #refuse(dir: string): void {
    const open = pending(this.#engine.parts).filter(
      ({ begun }) => !this.#unsynced.has(begun.operation),
    );
    if (!open.some(({ begun }) => begun.dir === dir)) return;
    throw unavailable(
      `an earlier restore in ${JSON.stringify(dir)} was interrupted and cannot be completed yet`,
      "standard error of the kernel says why",
    );
  }
}
