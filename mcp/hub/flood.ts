const WINDOW_MS = 1_000;
/** Far above what a server of good will says unasked: progress, logs, changes of lists. */
const MAX_MESSAGES = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** An answer may be far above the cap and cost one call only; what never ends is no answer. */
const MAX_LINE_BYTES = 512 * 1024 * 1024;

/** Counts what a server says without having been asked, and says when that is too much. */
export class FloodGauge {
  #since = -Infinity;
  #messages = 0;
  #bytes = 0;

  /** The end of a sentence that begins with the server's name, or undefined. `now` is monotonic, in ms. */
  unasked(messages: number, bytes: number, now: number): string | undefined {
    if (now - this.#since >= WINDOW_MS) {
      this.#since = now;
      this.#messages = 0;
      this.#bytes = 0;
    }
    this.#messages += messages;
    this.#bytes += bytes;
    if (this.#messages > MAX_MESSAGES) {
      return `was ended: it sent more than ${MAX_MESSAGES} lines in a second that answer nothing`;
    }
    if (this.#bytes > MAX_BYTES) {
      return `was ended: it wrote more than ${MAX_BYTES} bytes in a second that answer nothing`;
    }
    return undefined;
  }
}

/** Likewise for one line that goes on and on while an answer is awaited. */
export function endlessLine(bytes: number): string | undefined {
  if (bytes <= MAX_LINE_BYTES) return undefined;
  return `was ended: it wrote more than ${MAX_LINE_BYTES} bytes without the end of a line`;
}
