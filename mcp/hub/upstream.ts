import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolCall, ToolDefinition, ToolResult } from "../../kernel/ports/tools.ts";
import type { Caller } from "./caller.ts";
import { messageOf } from "./explain.ts";
import { abandoned, failureOf, isAnswer, Refusal, refusalOf, toFault } from "./failure.ts";
import { unavailable } from "./failure.ts";
import { Idle } from "./idle.ts";
import { Life } from "./life.ts";
import type { LifeOptions } from "./life.ts";
import { failedResult, toToolResult } from "./result.ts";
import { offeredName, ownName } from "./offered-name.ts";
import { joinName } from "./spec.ts";
import type { ServerSpec } from "./spec.ts";
import type { Live } from "./start.ts";
import { Subscriptions } from "./subscriptions.ts";

export interface UpstreamOptions extends LifeOptions {
  /** Throws `Refusal` for what must not be asked of the server, as far as is known of it now. */
  allow(method: string, params: JsonObject): void;
}

const quietMs = 10_000;
const idleSeconds = 300;

/** One instance of a server and what is asked of it. */
export class Upstream {
  readonly life: Life;
  readonly #options: UpstreamOptions;
  readonly #subscriptions = new Subscriptions();
  readonly #idle: Idle;

  constructor(spec: ServerSpec, dir: string, options: UpstreamOptions) {
    this.#options = options;
    this.life = new Life(spec, dir, options);
    this.life.onStart = (live) => this.#onStart(live);
    this.life.onEnd = () => this.#onEnd();
    this.#idle = new Idle(idleSecondsOf(spec), (seconds) => this.#rest(seconds));
  }

  get isListenedTo(): boolean {
    return this.#subscriptions.size > 0;
  }

  /** Work that was let in and has not come back. */
  get uses(): number {
    return this.#idle.uses;
  }

  /** Nobody works with it, waits for it, or wants to hear from it. */
  get isIdle(): boolean {
    return this.uses === 0 && !this.#idle.isHeld && this.#subscriptions.size === 0;
  }

  /** The running server; it starts if it does not run. Rejects with a sentence if it cannot. */
  async live(): Promise<Live> {
    this.#idle.began();
    try {
      return await this.life.ready();
    } finally {
      this.#idle.ended();
    }
  }

  async call(call: ToolCall, caller: Caller | undefined): Promise<ToolResult> {
    const params = { name: call.name, arguments: call.args };
    try {
      return await this.#use("tools/call", params, call.signal, (live) =>
        this.#callTool(live, call, caller),
      );
    } catch (error) {
      if (error instanceof Refusal) return failedResult(error.failure);
      if (call.signal.aborted) return failedResult(abandoned(call, "unsent"));
      return failedResult(unavailable(messageOf(error)));
    }
  }

  async #callTool(live: Live, call: ToolCall, caller: Caller | undefined): Promise<ToolResult> {
    const refusal = refusalOf(call, live.tools);
    if (refusal !== undefined) return failedResult(refusal);
    const { connection } = live;
    const { name, args, meta, signal } = call;
    try {
      const answer = await this.life.wellness.during(connection, signal, () =>
        connection.callTool(
          ownName(call.server, live.manifest.tools, name),
          args,
          meta,
          signal,
          caller,
        ),
      );
      const result = toToolResult(answer, joinName(call.server, name));
      if (result.handle !== undefined) this.#idle.hold();
      return result;
    } catch (error) {
      const effect = live.tools.get(name)?.effect ?? "once";
      return failedResult(failureOf(call, error, connection.transport.ended(), effect));
    }
  }

  /** One request, answered as the server does. Rejects with a `RequestFault`, or with the signal's reason. */
  async request(
    method: string,
    params: JsonObject,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    if (method === "resources/unsubscribe" && this.life.running === undefined) {
      // Nobody starts a server only to want nothing more of it.
      this.#subscriptions.drop(String(params["uri"]), caller.id);
      return {};
    }
    try {
      return await this.#use(method, params, signal, (live) =>
        this.#pass(live, method, params, caller, signal),
      );
    } catch (error) {
      throw error instanceof Refusal ? toFault(error.failure) : error;
    }
  }

  async #pass(
    live: Live,
    method: string,
    params: JsonObject,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const { connection, tools } = live;
    const about = { caller, signal };
    const isCall = method === "tools/call";
    const { name } = params;
    // It knows its tools by its own names only.
    const sent =
      isCall && typeof name === "string"
        ? { ...params, name: ownName(this.life.spec.name, live.manifest.tools, name) }
        : params;
    const work = isSubscribing(method)
      ? () => this.#subscribe(live, method, String(params["uri"]), caller.id, signal)
      : () => connection.request(method, sent, about);
    try {
      const answer = await this.life.wellness.during(connection, signal, work);
      const meta = answer["_meta"];
      if (isObject(meta) && meta["dev.glassbox/handle"] !== undefined) this.#idle.hold();
      return answer;
    } catch (error) {
      if (signal.aborted || isAnswer(error)) throw error;
      const asked = { server: this.life.spec.name, name: isCall ? String(name) : method, signal };
      const effect = isCall ? effectIn(tools, asked.server, asked.name) : "read";
      throw toFault(failureOf(asked, error, connection.transport.ended(), effect));
    }
  }

  /** A resource that several want to hear of is subscribed once, for nobody in particular. */
  #subscribe(
    { connection }: Live,
    method: string,
    uri: string,
    holder: string,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const send = () => connection.request(method, { uri }, { signal });
    if (method === "resources/subscribe") return this.#subscriptions.add(uri, holder, send);
    return this.#subscriptions.remove(uri, holder, send);
  }

  /** Lets work in, and counts it. */
  async #use<T>(
    method: string,
    params: JsonObject,
    signal: AbortSignal,
    work: (live: Live) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    this.#options.allow(method, params);
    const leave = this.life.wellness.breaker.enter();
    this.#idle.began();
    try {
      const live = await this.life.readyForCall(signal);
      // What it says of itself may be another thing since it has started.
      this.#options.allow(method, params);
      return await work(live);
    } finally {
      leave();
      this.#idle.ended();
    }
  }

  /** A client is gone; the server need not tell what only that one wanted to hear. */
  release(holder: string): void {
    const over = this.#subscriptions.release(holder);
    const live = this.life.running;
    if (live === undefined) return;
    live.connection.forget(holder);
    for (const uri of over) quietly(live, "resources/unsubscribe", uri);
    this.#idle.touch();
  }

  /** Goes on with what clients want to hear of, which the instance before was subscribed to. */
  takeOver(before: Upstream): void {
    this.#subscriptions.take(before.#subscriptions);
    void this.live().catch(noop);
  }

  #onStart(live: Live): void {
    for (const uri of this.#subscriptions.uris) quietly(live, "resources/subscribe", uri);
  }

  /** Somebody still listens to a server that is gone: nobody else would start it again. */
  #onEnd(): void {
    this.#idle.clear();
    const { breaker } = this.life.wellness;
    if (this.#subscriptions.size === 0 || breaker.isOpen) return;
    setTimeout(() => void this.live().catch(noop), breaker.wait + 1).unref();
  }

  #rest(seconds: number): void {
    if (this.life.running === undefined || this.#subscriptions.size > 0) return;
    void this.stop(`it had nothing to do for ${seconds} s`);
  }

  stop(reason: string): Promise<void> {
    this.#idle.clear();
    return this.life.stop(reason);
  }

  retire(reason: string): Promise<void> {
    this.#idle.clear();
    return this.life.retire(reason);
  }
}

function isSubscribing(method: string): boolean {
  return method === "resources/subscribe" || method === "resources/unsubscribe";
}

function effectIn(tools: ReadonlyMap<string, ToolDefinition>, server: string, name: string) {
  return tools.get(offeredName(server, name) ?? name)?.effect ?? "once";
}

/** Servers in this process cost no process, and may hold what nobody has written down. */
function idleSecondsOf(spec: ServerSpec): number {
  if (spec.transport === "in-process" || spec.transport === "worker") return 0;
  return spec.idleSeconds ?? idleSeconds;
}

function quietly({ connection }: Live, method: string, uri: string): void {
  const signal = AbortSignal.timeout(quietMs);
  connection.request(method, { uri }, { signal }).catch(noop);
}

function noop(): void {}
