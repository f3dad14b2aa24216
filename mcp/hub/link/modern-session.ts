import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { answerable, declared, relayed } from "./capabilities.ts";
import { enveloped, hasEnvelope, logLevelOf, metaOf } from "./envelope.ts";
import { answerInput } from "./input-required.ts";
import { withLabels } from "./labelled.ts";
import { Listening } from "./listening.ts";
import { LogLevels } from "./log-levels.ts";
import { ours } from "./peer.ts";
import type { Peer } from "./peer.ts";
import type { RequestAbout, Session } from "./session.ts";
import { traced } from "./trace.ts";

/** A server from 2026-07-28 on: each request says for which client it is. */
export class ModernSession implements Session {
  readonly #server: string;
  readonly #peer: Peer;
  readonly #hasLogging: boolean;
  readonly #levels = new LogLevels();
  readonly #watched = new Set<string>();
  readonly #listening: Listening;

  constructor(server: string, peer: Peer, capabilities: JsonObject) {
    this.#server = server;
    this.#peer = peer;
    this.#hasLogging = capabilities["logging"] !== undefined;
    this.#listening = new Listening(peer, capabilities);
    // A server that tells no changes can be used all the same.
    this.#listening.listen([], new AbortController().signal).catch(() => {});
  }

  async request(method: string, params: JsonObject, about: RequestAbout): Promise<JsonObject> {
    // What legacy clients ask for has another form here.
    switch (method) {
      case "ping":
        await this.ping(about.signal);
        return {};
      case "logging/setLevel":
        this.#levels.set(about.caller?.id ?? "", String(params["level"]));
        return {};
      case "resources/subscribe":
        return this.#watch(String(params["uri"]), about.signal);
      case "resources/unsubscribe":
        this.#watched.delete(String(params["uri"]));
        await this.#listening.listen([...this.#watched], about.signal);
        return {};
    }
    return this.#pass(method, params, about);
  }

  async #watch(uri: string, signal: AbortSignal): Promise<JsonObject> {
    if (this.#watched.has(uri)) return {};
    this.#watched.add(uri);
    try {
      await this.#listening.listen([...this.#watched], signal);
      return {};
    } catch (error) {
      this.#watched.delete(uri);
      throw error;
    }
  }

  #pass(method: string, params: JsonObject, about: RequestAbout): Promise<JsonObject> {
    const { caller, signal } = about;
    const meta = metaOf(params);
    const level = caller && this.#levelFor(caller);
    const capabilities = caller?.capabilities ?? {};
    const told = about.answer === "final" ? answerable(capabilities) : declared(capabilities);
    const envelope = enveloped(meta, told, level);
    const flight = {
      caller,
      token: meta["progressToken"],
      logLevel: logLevelOf(envelope),
      isOurs: false,
    };
    const send = async (each: JsonObject) =>
      withLabels(this.#server, await this.#peer.request(method, each, signal, flight));
    const sent = { ...params, _meta: traced(envelope) };
    const isHandedBack = about.answer === "as-sent" && caller?.era === "modern";
    if (isHandedBack && hasEnvelope(meta)) return send(sent);
    return answerInput(send, sent, caller, signal);
  }

  /** A legacy client that has set no level is told what a legacy server would tell by itself. */
  #levelFor(caller: Caller): string | undefined {
    const isLegacy = caller.era === "legacy" && this.#hasLogging;
    return this.#levels.of(caller.id) ?? (isLegacy ? "info" : undefined);
  }

  async ping(signal: AbortSignal): Promise<void> {
    await this.own("server/discover", {}, signal);
  }

  own(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    // Some servers list more for a client that can be asked: all lists are those of such a client.
    const sent = { ...params, _meta: enveloped(metaOf(params), relayed, undefined) };
    return this.#peer.request(method, sent, signal, ours);
  }

  logLevelOf(caller: Caller): string | undefined {
    return this.#levels.of(caller.id);
  }

  /** `notifications/subscriptions/acknowledged`. */
  acknowledged(params: JsonObject): void {
    this.#listening.acknowledged(params);
  }

  forget(caller: string): void {
    this.#levels.forget(caller);
  }
}
