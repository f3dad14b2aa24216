import { unlessAborted } from "../waiting.ts";
import { TooBusy } from "./too-busy.ts";
import { Unsent } from "./unsent.ts";

/** So long a request waits until the server wants to be asked again; what would wait longer is refused at once. */
const patienceMs = 10_000;
/** What a server says is believed so far: it shall not be out of reach for a day by one odd header. */
const longestMs = 60_000;

/** The time for which a server has asked to be left alone. */
export class Respite {
  #until = 0;

  heard(error: unknown): void {
    if (!(error instanceof TooBusy) || error.afterMs === undefined) return;
    const until = performance.now() + Math.min(error.afterMs, longestMs);
    this.#until = Math.max(this.#until, until);
  }

  /** Rejects with `Unsent` if that is too long, or with the signal's reason. */
  async over(signal: AbortSignal): Promise<void> {
    const leftMs = this.#until - performance.now();
    if (leftMs <= 0) return;
    if (leftMs > patienceMs) {
      const seconds = Math.ceil(leftMs / 1000);
      throw new Unsent(`it has asked to be left alone. Try again in ${seconds} s.`);
    }
    await unlessAborted(signal, Bun.sleep(leftMs));
  }
}
