import type { Reflex } from "./reflex.ts";

/** A tool whose definition changed after the plan was accepted is not the one that was agreed on. */
export const driftReflex: Reflex = ({ tool, changed }) =>
  changed
    ? { rule: "drift", fault: "error", reason: `${tool} is not what it was when the plan was made` }
    : null;
