import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { canAnswer } from "./capabilities.ts";
import type { Flight } from "./peer.ts";

/**
 * Whom a server's question or message is for, which does not say so itself. Requests of one client count as one, and the
 * newest of them stands for it: whichever it was, the same person is in front of it.
 */
export type Addressee =
  | { readonly is: "one"; readonly caller: Caller }
  /** Work is under way, and nobody is there to be asked. */
  | { readonly is: "nobody" }
  | { readonly is: "none" }
  /** Several clients of one principal: the same person's. */
  | { readonly is: "several"; readonly callers: readonly Caller[] }
  | { readonly is: "unclear" };

export function addressee(flights: Iterable<Flight>): Addressee {
  const callers = new Map<string, Caller>();
  let isAlone = false;
  for (const { caller } of flights) {
    if (caller === undefined) isAlone = true;
    else callers.set(caller.id, caller);
  }
  const known = [...callers.values()];
  const [only] = known;
  if (only === undefined) return isAlone ? { is: "nobody" } : { is: "none" };
  if (known.length === 1 && !isAlone) return { is: "one", caller: only };
  const isOnes = known.every(({ principal }) => principal.id === only.principal.id);
  return isOnes && !isAlone ? { is: "several", callers: known } : { is: "unclear" };
}

/** The only one of several who has said that it can answer. */
export function onlyOneAble(
  callers: readonly Caller[],
  method: string,
  params: JsonObject,
): Caller | undefined {
  const able = callers.filter((caller) => canAnswer(caller, method, params));
  return able.length === 1 ? able[0] : undefined;
}
