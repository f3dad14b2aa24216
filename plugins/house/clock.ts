import type { Clock } from "../../kernel/ports/clock.ts";

const LONGEST_TIMEOUT = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    // setTimeout fires at once beyond 2^31 ms, so a long wait goes in laps.
    let timer: Timer;
    const lap = (left: number) => {
      timer = setTimeout(
        () => (left > LONGEST_TIMEOUT ? lap(left - LONGEST_TIMEOUT) : callback()),
        Math.min(left, LONGEST_TIMEOUT),
      );
    };
    lap(Math.max(0, milliseconds));
    return () => clearTimeout(timer);
  },
};
