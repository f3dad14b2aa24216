const minuteMs = 60_000;

/** At most so many calls in any minute. */
export class Rate {
  #sent: number[] = [];

  /** Takes a place and answers 0, or says after how many milliseconds there will be one. */
  take(perMinute: number | undefined, now: number): number {
    if (perMinute === undefined) return 0;
    this.#sent = this.#sent.filter((at) => at > now - minuteMs);
    const oldest = this.#sent[this.#sent.length - perMinute];
    if (oldest !== undefined) return oldest + minuteMs - now;
    this.#sent.push(now);
    return 0;
  }
}
