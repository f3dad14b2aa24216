import { sha256 } from "../../kernel/json.ts";
import type { Principal } from "./desk.ts";
import type { Envelope } from "./envelope.ts";

/** The same for all requests of a stateless client: of one principal, one name, and one set of capabilities. */
export function clientId(principal: Principal, { name, capabilities }: Envelope): string {
  return sha256(JSON.stringify([principal.id, name, capabilities])).slice(0, 24);
}
