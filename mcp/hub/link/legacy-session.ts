import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { hasEnvelope, logLevelOf, metaOf, unenveloped, without } from "./envelope.ts";
import { isBelow, LogLevels } from "./log-levels.ts";
import { ours } from "./peer.ts";
import type { Peer } from "./peer.ts";
import type { RequestAbout, Session } from "./session.ts";
import { traced } from "./trace.ts";

/** A server up to 2025-11-25: it knows one client, and behind that client there may be many callers. */
export class LegacySession implements Session {
  readonly #peer: Peer;
  readonly #hasLogging: boolean;
  readonly #levels = new LogLevels();
  /** What the server was told to send. */
  #level: string | undefined;

  constructor(peer: Peer, capabilities: JsonObject) {
    this.#peer = peer;
    this.#hasLogging = capabilities["logging"] !== undefined;
  }

  request(method: string, params: JsonObject, about: RequestAbout): Promise<JsonObject> {
    if (method === "logging/setLevel") return this.#setLevel(params, about);
    return this.#pass(method, params, about);
  }

  #pass(method: string, params: JsonObject, about: RequestAbout): Promise<JsonObject> {
    const { caller, signal } = about;
    const meta = metaOf(params);
    const level = logLevelOf(meta);
    if (level !== undefined) this.#want(level);
    const flight = { caller, token: meta["progressToken"], logLevel: level, isOurs: false };
    const isModern = hasEnvelope(meta);
    // What a modern client adds to a retry is for the one who asked it.
    const known = isModern ? without(params, ["inputResponses", "requestState"]) : params;
    const sent = { ...known, _meta: traced(isModern ? unenveloped(meta) : meta) };
    return this.#peer.request(method, sent, signal, flight);
  }

  async #setLevel(params: JsonObject, about: RequestAbout): Promise<JsonObject> {
    const { level } = params;
    if (typeof level !== "string") return this.#pass("logging/setLevel", params, about);
    const callerId = about.caller?.id ?? "";
    const before = this.#levels.of(callerId);
    this.#levels.set(callerId, level);
    const lowest = this.#levels.lowest() ?? level;
    try {
      const answer = await this.#pass("logging/setLevel", { ...params, level: lowest }, about);
      this.#level = lowest;
      return answer;
    } catch (error) {
      this.#levels.forget(callerId);
      if (before !== undefined) this.#levels.set(callerId, before);
      throw error;
    }
  }

  /** A modern client says with each request what it wants to be told; the server is told once. */
  #want(level: string): void {
    if (!this.#hasLogging || (this.#level !== undefined && !isBelow(level, this.#level))) return;
    this.#level = level;
    this.own("logging/setLevel", { level }, new AbortController().signal).catch(() => {});
  }

  async ping(signal: AbortSignal): Promise<void> {
    await this.own("ping", {}, signal);
  }

  own(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    return this.#peer.request(method, params, signal, ours);
  }

  logLevelOf(caller: Caller): string | undefined {
    return this.#levels.of(caller.id);
  }

  forget(caller: string): void {
    this.#levels.forget(caller);
  }
}
