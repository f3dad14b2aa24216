import type { JsonObject } from "../../kernel/json.ts";
import type { Era } from "./caller.ts";
import { noDiagnostics } from "./event.ts";
import type { Diagnostics, HubEvent, ServerState } from "./event.ts";
import { explainEnd, explainStart, messageOf } from "./explain.ts";
import { Refusal, unavailable } from "./failure.ts";
import type { SelfDescription } from "./connection.ts";
import type { Authorizers } from "./oauth/authorizers.ts";
import { withSecrets } from "./secret-values.ts";
import type { SecretOf } from "./secret-values.ts";
import type { ServerSpec } from "./spec.ts";
import type { Live, StartOptions } from "./start.ts";
import { StaleLists } from "./stale-lists.ts";
import type { HubTransport } from "./transport.ts";
import { unlessAborted } from "./waiting.ts";
import { Wellness } from "./wellness.ts";
import type { WellnessOptions } from "./wellness.ts";

type State =
  | { readonly is: "configured" }
  | {
      readonly is: "starting";
      readonly live: Promise<Live>;
      readonly abandon: AbortController;
      /** It runs, and only its lists are read. */
      readonly again: boolean;
      /** On the monotonic clock. */
      readonly since: number;
    }
  | { readonly is: "ready"; readonly live: Live }
  | { readonly is: "failed" | "stopped"; readonly reason: string };

export interface LifeOptions extends StartOptions, WellnessOptions {
  readonly secret?: SecretOf | undefined;
  readonly authorizers?: Authorizers;
  /** The era in which it answered before. */
  eraBefore(): Era | undefined;
  onEvent(event: HubEvent): void;
  /** Told before anybody who waits for the start goes on; `told` are the notifications that led to it. */
  learned(said: SelfDescription, told: readonly string[]): void;
  notified(method: string, params: JsonObject): void;
}

/** All that speaks to servers: loaded with the first one, so that an idle kernel does not hold it. */
const starting = () => import("./start.ts");

/** Names each process, connection or session in the record of the wire. */
let starts = 0;

/**
 * One instance of a server: configured → starting → ready (or degraded) → failed or stopped, and again on the next use.
 * There is never more than one process of it.
 */
export class Life {
  readonly spec: ServerSpec;
  readonly dir: string;
  readonly wellness: Wellness;
  /** Told with each new process, and with each that is gone. */
  onStart: (live: Live) => void = () => {};
  onEnd: () => void = () => {};
  readonly #options: LifeOptions;
  readonly #stale: StaleLists;
  #state: State = { is: "configured" };
  /** Why it is never to start again. */
  #retired: string | undefined;
  #transport: HubTransport | undefined;
  /** The end of the instance before; the next one starts after it. */
  #gone: Promise<void> = Promise.resolve();

  constructor(spec: ServerSpec, dir: string, options: LifeOptions) {
    this.spec = spec;
    this.dir = dir;
    this.#options = options;
    this.wellness = new Wellness(spec, options, (change) =>
      options.onEvent({ ...change, ...this.about() }),
    );
    this.#stale = new StaleLists(() => void this.ready().catch(noop));
  }

  get running(): Live | undefined {
    return this.#state.is === "ready" ? this.#state.live : undefined;
  }

  get state(): { readonly is: ServerState; readonly reason: string } {
    const state = this.#state;
    const { trouble } = this.wellness;
    if (state.is === "ready" && trouble !== undefined) return { is: "degraded", reason: trouble };
    return { is: state.is, reason: "reason" in state ? state.reason : "" };
  }

  get diagnostics(): Diagnostics {
    return this.#transport?.diagnostics() ?? noDiagnostics;
  }

  /** For how long it has been starting. */
  get startingMs(): number {
    return this.#state.is === "starting" ? performance.now() - this.#state.since : 0;
  }

  /** It runs, and what is known of it is not what it would say now. */
  get isStale(): boolean {
    const state = this.#state;
    if (state.is === "starting") return state.again;
    return state.is === "ready" && this.#stale.isAny;
  }

  /** The running server; all who ask while it starts share one start. Rejects with a sentence. */
  ready(): Promise<Live> {
    const state = this.#state;
    if (this.#retired !== undefined) {
      return Promise.reject(new Error(`The server "${this.spec.name}" is gone: ${this.#retired}.`));
    }
    if (state.is === "starting") return state.live;
    if (state.is === "ready" && !this.#stale.isAny) return Promise.resolve(state.live);
    if (state.is === "failed" && this.wellness.breaker.isWaiting) {
      return Promise.reject(new Error(state.reason));
    }
    const abandon = new AbortController();
    const running = state.is === "ready" ? state.live : undefined;
    const live = this.#begin(abandon, running);
    const since = performance.now();
    this.#state = { is: "starting", live, abandon, again: running !== undefined, since };
    return live;
  }

  /** The same for a call, which may wait a little. Rejects with a `Refusal` or with the signal's reason. */
  async readyForCall(signal: AbortSignal): Promise<Live> {
    await this.wellness.answer(signal);
    try {
      if (this.#state.is === "ready" && !this.#stale.isAny) return this.#state.live;
      const { wait } = this.wellness.breaker;
      // One more, because a timer may fire early by a fraction of a millisecond.
      if (wait > 0) await unlessAborted(signal, Bun.sleep(wait + 1));
      return await unlessAborted(signal, this.ready());
    } catch (error) {
      signal.throwIfAborted();
      throw new Refusal(unavailable(messageOf(error)));
    }
  }

  /** Ends the server for good. */
  retire(reason: string): Promise<void> {
    this.#retired = reason;
    return this.stop(reason);
  }

  /** Ends the server and forgets its failures; the next use starts it again. */
  async stop(reason: string): Promise<void> {
    const state = this.#state;
    this.wellness.breaker.clear();
    if (state.is === "configured" || state.is === "stopped") return this.#gone;
    this.#state = { is: "stopped", reason };
    this.#forget();
    if (state.is === "starting") {
      state.abandon.abort(new Error(`it was stopped meanwhile: ${reason}.`));
      this.#gone = state.live.then(noop, noop);
    }
    if (state.is === "ready") this.#gone = state.live.connection.close();
    await this.#gone;
    if (state.is !== "failed") {
      this.#options.onEvent({ type: "server.stopped", ...this.about(), detail: { reason } });
    }
  }

  /** Starts the server, or reads what the running one says of itself again. */
  async #begin(abandon: AbortController, running: Live | undefined): Promise<Live> {
    await this.#gone;
    const { signal } = abandon;
    const { startTimeoutMs } = this.#options;
    const timer = setTimeout(() => {
      const silence = `it did not answer within ${startTimeoutMs} ms of its start. Check that it speaks MCP on its standard input and output.`;
      abandon.abort(new Error(silence));
    }, startTimeoutMs);
    const told = this.#stale.take();
    try {
      const live = running
        ? await (await starting()).readToolsAgain(this.spec, running, signal)
        : await this.#start(signal);
      const trouble = troubleOf(live, signal);
      if (trouble !== undefined) {
        await live.connection.close();
        throw new Error(explainStart(this.spec.name, trouble));
      }
      this.#state = { is: "ready", live };
      this.#options.learned(live.manifest, told);
      if (running === undefined) this.#onStarted(live);
      return live;
    } catch (error) {
      const state = this.#state;
      if (state.is === "starting" && state.abandon === abandon) this.#fail(messageOf(error));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #start(signal: AbortSignal): Promise<Live> {
    const { secret } = this.#options;
    const spec = await withSecrets(this.spec, secret).catch((error: unknown) => {
      throw new Error(explainStart(this.spec.name, error));
    });
    const watch = {
      opened: (transport: HubTransport) => {
        this.#transport = transport;
      },
      closed: (transport: HubTransport) => this.#onClosed(transport),
      toolsChanged: () => this.#stale.add("notifications/tools/list_changed"),
      notified: (method: string, params: JsonObject) => {
        if (!this.#stale.add(method)) this.#options.notified(method, params);
      },
    };
    const prior = this.#options.eraBefore();
    starts += 1;
    const instance = `${spec.name}#${starts}`;
    const options = { ...this.#options, ...(prior && { prior }), instance, configured: this.spec };
    const { startServer } = await starting();
    return startServer(spec, this.dir, options, watch, signal);
  }

  #onStarted(live: Live): void {
    const { connection, definitions, manifest } = live;
    const { pid } = connection.transport.diagnostics();
    this.wellness.began(connection);
    const detail = {
      ...(pid !== undefined && { pid }),
      implementation: manifest.implementation,
      protocol: connection.protocol,
      tools: definitions.tools.length,
      leftOut: definitions.leftOut,
    };
    this.#options.onEvent({ type: "server.started", ...this.about(), detail });
    this.onStart(live);
  }

  #onClosed(transport: HubTransport): void {
    const state = this.#state;
    if (state.is !== "ready" || state.live.connection.transport !== transport) return;
    this.#gone = transport.close();
    this.#fail(explainEnd(this.spec.name, transport.ended()));
  }

  #fail(reason: string): void {
    this.#state = { is: "failed", reason };
    this.#forget();
    this.wellness.breaker.failed();
    const { stderr } = this.diagnostics;
    this.#options.onEvent({ type: "server.failed", ...this.about(), detail: { reason, stderr } });
    this.onEnd();
  }

  #forget(): void {
    this.wellness.ended();
    this.#stale.take();
  }

  about(): { server: string; dir: string; transport: ServerSpec["transport"] } {
    return { server: this.spec.name, dir: this.dir, transport: this.spec.transport };
  }
}

/** It may have been stopped, or have crashed, between its last answer and now. */
function troubleOf({ connection }: Live, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const ended = connection.transport.ended();
  return ended === undefined ? undefined : `it ${ended}`;
}

function noop(): void {}
