import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { unstamped } from "./envelope.ts";
import { isBelow } from "./log-levels.ts";
import { addressee } from "./parties.ts";
import type { Flight, Peer } from "./peer.ts";
import type { Questions } from "./questions.ts";
import type { Session } from "./session.ts";

/** What a server tells, for those whom it cannot be attributed to. */
export type Broadcast = (method: string, params: JsonObject) => void;

export interface Listeners {
  readonly peer: Peer;
  readonly questions: Questions;
  readonly session: Session | undefined;
  readonly broadcast: Broadcast;
}

/** Hands a notification of a server to the caller whom it is for, else to all. */
export function tell(
  method: string,
  params: JsonObject,
  during: Flight | undefined,
  { peer, questions, session, broadcast }: Listeners,
): void {
  switch (method) {
    case "notifications/progress":
      return tellProgress(params, peer);
    case "notifications/cancelled":
      return questions.withdraw(params);
    case "notifications/message":
      return tellLog(params, during ? [during] : [...peer.flights()], session, broadcast);
    case "notifications/elicitation/complete": {
      const caller = questions.completed(params);
      return caller ? caller.notify(method, params) : broadcast(method, params);
    }
    default:
      return broadcast(method, unstamped(params));
  }
}

/** With the caller's own token in the place of ours; progress of what is over is nobody's. */
function tellProgress(params: JsonObject, peer: Peer): void {
  const flight = peer.flight(params["progressToken"]);
  if (flight?.token === undefined) return;
  flight.caller?.notify("notifications/progress", { ...params, progressToken: flight.token });
}

function tellLog(
  params: JsonObject,
  flights: readonly Flight[],
  session: Session | undefined,
  broadcast: Broadcast,
): void {
  const found = addressee(flights);
  // What is said during a run at a terminal is on the wire record, and nobody else's business.
  if (found.is === "nobody") return;
  if (found.is !== "one") return broadcast("notifications/message", params);
  const level = wantedLevel(found.caller, flights, session);
  if (level === undefined || isBelow(String(params["level"]), level)) return;
  found.caller.notify("notifications/message", params);
}

/** A modern client says it with each request. A legacy one that has said nothing leaves it to the server. */
function wantedLevel(
  caller: Caller,
  flights: readonly Flight[],
  session: Session | undefined,
): string | undefined {
  let lowest = session?.logLevelOf(caller);
  for (const flight of flights) {
    if (flight.caller?.id !== caller.id || flight.logLevel === undefined) continue;
    if (lowest === undefined || isBelow(flight.logLevel, lowest)) lowest = flight.logLevel;
  }
  return lowest ?? (caller.era === "legacy" ? "debug" : undefined);
}
