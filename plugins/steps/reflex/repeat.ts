import type { Reflex } from "../../../kernel/reflex/reflex.ts";

const MOST = 3;

/** The same call in plan after plan, while nothing has changed, would be answered the same. */
export const repeatReflex: Reflex = ({ tool, content, key }, { progress }) => {
  const plans = progress.calls[content] ?? 0;
  if (plans < MOST || key !== "") return null;
  const reason = `${plans} plans have called ${tool} with the same arguments, and nothing has changed since`;
  return { rule: "repeat", fault: "error", reason };
};
