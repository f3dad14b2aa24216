import type { Reflex } from "../../../kernel/reflex/reflex.ts";

/** No server is called more often in a minute than the configuration allows; what is too early waits. */
export const rateReflex: Reflex = ({ server, recent, limits }) => {
  const { callsPerMinute } = limits;
  if (callsPerMinute === null || recent < callsPerMinute) return null;
  const reason = `${server} takes ${callsPerMinute} calls in a minute, and no more`;
  return { rule: "rate", fault: "wait", reason };
};
