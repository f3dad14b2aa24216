import { canonicalize, isObject, sha256 } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { parseJson } from "./message.ts";
import { errorCode } from "./protocol.ts";

/** What a `requestState` of ours begins with; another one is a server's own and is handed on. */
const PREFIX = "glassbox1.";

/** What differs from one round of a request to the next. */
const ofTheRound: ReadonlySet<string> = new Set(["_meta", "inputResponses", "requestState"]);

export interface State {
  /** The parked call. */
  readonly call: string;
  /** How often it has asked. */
  readonly round: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export function isOurs(state: unknown): state is string {
  return typeof state === "string" && state.startsWith(PREFIX);
}

/** What a retry must have in common with the request that was parked: who, which client, and what was asked for. */
export function bindingOf(
  principal: string,
  client: string,
  method: string,
  params: JsonObject,
): string {
  const asked = Object.entries(params).filter(([name]) => !ofTheRound.has(name));
  return sha256(canonicalize([principal, client, method, Object.fromEntries(asked)]));
}

/** Signs states, so that a client hands back only what it was given, for the request it was given it for. */
export function createStates(key: Uint8Array) {
  const sign = (text: string): Buffer =>
    new Bun.CryptoHasher("sha256", key).update(text).digest() as Buffer;

  function seal({ call, round, expires }: State, binding: string): string {
    const body = Buffer.from(JSON.stringify({ call, round, expires })).toString("base64url");
    return `${PREFIX}${body}.${sign(`${body}.${binding}`).toString("base64url")}`;
  }

  /** Throws a `RequestFault` that does not say which of its reasons it was. */
  function open(state: string, binding: string, now: number): State {
    const [body = "", mac = "", ...rest] = state.slice(PREFIX.length).split(".");
    const given = Buffer.from(mac, "base64url");
    const expected = sign(`${body}.${binding}`);
    // One text for one signature: Buffer skips what is no base64url.
    const sound = rest.length === 0 && given.toString("base64url") === mac;
    if (!sound || given.length !== expected.length || !crypto.timingSafeEqual(given, expected)) {
      throw refusedState();
    }
    const read = parseJson(Buffer.from(body, "base64url").toString());
    if (!isState(read) || read.expires < now) throw refusedState();
    return read;
  }

  return { seal, open };
}

function isState(value: unknown): value is State {
  return (
    isObject(value) &&
    typeof value["call"] === "string" &&
    typeof value["round"] === "number" &&
    typeof value["expires"] === "number"
  );
}

export function refusedState(): RequestFault {
  const message = "Invalid or expired requestState; make the request again from the beginning.";
  return new RequestFault(errorCode.invalidParams, message, { reason: "invalid_request_state" });
}
