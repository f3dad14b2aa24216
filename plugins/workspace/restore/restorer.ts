import { messageOf, unavailable } from "../../../kernel/error.ts";
import type {
  Files,
  Operation,
  Restored,
  RestoreItem,
  RestoreOrder,
  RestorePlan,
} from "../../contracts/files.ts";
import type { Engine } from "./engine.ts";
import { operations, pending } from "./journal.ts";
import { plan } from "./plan.ts";
import { restore } from "./restore.ts";
import { settle } from "./settle.ts";
import { announced, tidy } from "./temporary.ts";

export type Restores = Pick<Files, "plan" | "restore" | "operations">;

/** One restore at a time: what one looks at, another may not be moving. */
export class Restorer implements Restores {
  readonly #engine: Engine;
  #last: Promise<unknown> = Promise.resolve();
  /** One may have been begun and not ended. */
  #isUnsure = true;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  plan(dir: string, items: readonly RestoreItem[]): RestorePlan {
    return plan(this.#engine.parts, dir, items);
  }

  restore(wanted: RestorePlan, order: RestoreOrder): Promise<Restored> {
    return this.#next(async () => {
      if (this.#isUnsure) await this.#complete();
      if (this.#isUnsure) this.#refuse(wanted.dir);
      try {
        return await restore(this.#engine, wanted, order);
      } catch (error) {
        this.#isUnsure = true;
        throw error;
      }
    });
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
    for (const { begun, actor } of pending(parts)) {
      const dir = JSON.stringify(begun.dir);
      try {
        await settle(this.#engine, begun, actor);
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
    if (!pending(this.#engine.parts).some(({ begun }) => begun.dir === dir)) return;
    throw unavailable(
      `an earlier restore in ${JSON.stringify(dir)} was interrupted and cannot be completed yet`,
      "standard error of the kernel says why",
    );
  }
}
