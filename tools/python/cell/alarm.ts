import type { Clock } from "./clock.ts";

/** `signal.alarm` and `signal.setitimer`: looked at by the interpreter's check, since no event loop runs. */
export interface Alarm {
  set(which: number, milliseconds: number): number;
  /** Raises what is due. */
  look(raise: (which: number, now: number) => void): void;
  clear(): void;
}

export function createAlarm(clock: Clock): Alarm {
  const due = new Map<number, number>();
  return {
    set(which, milliseconds) {
      due.delete(which);
      if (milliseconds > 0) due.set(which, clock.monotonic() + milliseconds);
      return 0;
    },
    look(raise) {
      if (due.size === 0) return;
      const now = clock.monotonic();
      for (const [which, at] of due) {
        if (now < at) continue;
        due.delete(which);
        raise(which, now);
      }
    },
    clear() {
      due.clear();
    },
  };
}
