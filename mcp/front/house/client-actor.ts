import { sha256 } from "../../../kernel/json.ts";
import type { FrontClient, Principal } from "../desk.ts";

const LONGEST_NAME = 60;
const KEY_LENGTH = 12;

/** All streams of this user are one: what a client calls itself would be another one each time. */
const STREAMS = "local";

/** Who acted, on record: the client's own word, kept short and plain, and who that is as far as we know it. */
export function clientActor({ name, principal }: FrontClient): string {
  const said = name.replace(/[^\w.-]+/g, "-").slice(0, LONGEST_NAME);
  return `client/${said || "unnamed"}@${clientKey(principal)}`;
}

/** The same for all that one principal does, by whatever name and in however many streams and sessions. */
export function clientKey({ via, id }: Principal): string {
  return via === "socket" ? STREAMS : sha256(id).slice(0, KEY_LENGTH);
}

/** By what clients are told apart that share a budget; null: it is no client. */
export function clientKeyIn(actor: string): string | null {
  return /^client\/[\w.-]+@(\w+)$/.exec(actor)?.[1] ?? null;
}
