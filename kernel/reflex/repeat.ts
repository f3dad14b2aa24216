import { templateOf } from "../plan.ts";
import type { Reflex } from "./reflex.ts";

const MOST = 3;

/** The same call, while nothing has changed, would be answered the same. Elements of a list may be alike. */
export const repeatReflex: Reflex = ({ step, tool, content, key }, { progress }) => {
  const made = progress.calls[content] ?? 0;
  if (made < MOST || key !== "" || templateOf(step).index !== null) return null;
  const reason = `${tool} was called ${made} times with the same arguments, and nothing has changed since`;
  return { rule: "repeat", fault: "error", reason };
};
