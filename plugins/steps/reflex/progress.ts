import type { Reflex } from "../../../kernel/reflex/reflex.ts";

/** Calls and plans without any progress: then the driver is asked once more, and the second time the run ends. */
export const MOST_IDLE = 12;

/** Work that brings nothing: no new fact, no expectation met, no step done. */
export const progressReflex: Reflex = (_, { progress }) => {
  if (progress.idle < MOST_IDLE) return null;
  const reason = `${progress.idle} calls and plans brought no new fact, met no expectation and finished no step`;
  return { rule: "progress", fault: "error", reason };
};
