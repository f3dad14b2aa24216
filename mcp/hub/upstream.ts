import type { ToolCall, ToolDefinition, ToolResult } from "../../kernel/ports/tools.ts";
import { afterFailure, callWait, isOpen, noBackOff } from "./back-off.ts";
import { noDiagnostics } from "./event.ts";
import type { HubEvent, ServerStatus } from "./event.ts";
import { explainEnd, explainOpenCircuit, explainStart, messageOf } from "./explain.ts";
import { abandoned, failureOf, refusalOf, unavailable } from "./failure.ts";
import { failedResult, toToolResult } from "./result.ts";
import { joinName } from "./spec.ts";
import type { ServerSpec } from "./spec.ts";
import { readToolsAgain, startServer } from "./start.ts";
import type { Live, StartOptions } from "./start.ts";
import type { HubTransport } from "./transport.ts";
import { unlessAborted } from "./waiting.ts";

type State =
  | { readonly is: "configured" }
  | { readonly is: "starting"; readonly live: Promise<Live>; readonly abandon: AbortController }
  | { readonly is: "ready"; readonly live: Live }
  | { readonly is: "failed" | "stopped"; readonly reason: string };

export interface UpstreamOptions extends StartOptions {
  /** How long a server may take to answer a ping. */
  readonly pingTimeoutMs: number;
  onEvent(event: HubEvent): void;
}

/**
 * One server's life: configured → starting → ready → failed or stopped, and again on the next use.
 * There is never more than one instance of it.
 */
export class Upstream {
  readonly spec: ServerSpec;
  /** The run directory of a rooted server, "" for one that serves all. */
  readonly dir: string;
  readonly #options: UpstreamOptions;
  #state: State = { is: "configured" };
  #backOff = noBackOff;
  /** Why it is never to start again. */
  #retired: string | undefined;
  #transport: HubTransport | undefined;
  /** True when the server said that its tools have changed since they were read. */
  #stale = false;
  /** True while a call tries a server that failed too often. */
  #isTried = false;
  /** A ping that is under way. */
  #check: Promise<void> | undefined;
  /** The end of the instance before; the next one starts after it. */
  #gone: Promise<void> = Promise.resolve();

  constructor(spec: ServerSpec, dir: string, options: UpstreamOptions) {
    this.spec = spec;
    this.dir = dir;
    this.#options = options;
  }

  /** Rejects with a sentence if the server cannot be started. */
  async list(): Promise<readonly ToolDefinition[]> {
    const live = await this.#ready();
    return live.definitions.tools;
  }

  async call(call: ToolCall): Promise<ToolResult> {
    if (call.signal.aborted) return failedResult(abandoned(call, "unsent"));
    if (!isOpen(this.#backOff)) return this.#call(call);
    const waitMs = this.#backOff.until - performance.now();
    if (this.#isTried || waitMs > 0) {
      const { failures } = this.#backOff;
      return failedResult(unavailable(explainOpenCircuit(this.spec.name, failures, waitMs)));
    }
    this.#isTried = true;
    try {
      return await this.#call(call);
    } finally {
      this.#isTried = false;
    }
  }

  async #call(call: ToolCall): Promise<ToolResult> {
    let live: Live;
    try {
      // A server that may hang is not called before it has answered a ping, or has ended.
      if (this.#check) await unlessAborted(call.signal, this.#check);
      live = await this.#readyForCall(call.signal);
    } catch (error) {
      if (call.signal.aborted) return failedResult(abandoned(call, "unsent"));
      return failedResult(unavailable(messageOf(error)));
    }
    const refusal = refusalOf(call, live.tools);
    if (refusal !== undefined) return failedResult(refusal);
    const { connection } = live;
    try {
      const answer = await connection.callTool(call.name, call.args, call.meta, call.signal);
      this.#backOff = noBackOff;
      return toToolResult(answer, joinName(call.server, call.name));
    } catch (error) {
      if (call.signal.aborted) this.#check ??= this.#checkHealth(live);
      const effect = live.tools.get(call.name)?.effect ?? "once";
      return failedResult(failureOf(call, error, connection.transport.ended(), effect));
    }
  }

  /** A call was abandoned: is it only that call that hangs, or the whole server? */
  async #checkHealth({ connection }: Live): Promise<void> {
    // A server in this process cannot be ended against its will.
    if (this.spec.transport !== "stdio") return;
    const { pingTimeoutMs } = this.#options;
    const isWell = await connection.answersPing(pingTimeoutMs);
    if (!isWell && connection.transport.ended() === undefined) {
      await connection.transport.kill(
        `was ended: a call of it was abandoned, and it did not answer a ping within ${pingTimeoutMs} ms`,
      );
    }
    this.#check = undefined;
  }

  /** Ends the server for good. */
  retire(reason: string): Promise<void> {
    this.#retired = reason;
    return this.stop(reason);
  }

  /** Ends the server and forgets its failures; the next use starts it again. */
  async stop(reason: string): Promise<void> {
    const state = this.#state;
    this.#backOff = noBackOff;
    if (state.is === "configured" || state.is === "stopped") return this.#gone;
    this.#state = { is: "stopped", reason };
    if (state.is === "starting") {
      state.abandon.abort(new Error(`it was stopped meanwhile: ${reason}.`));
      this.#gone = state.live.then(noop, noop);
    }
    if (state.is === "ready") this.#gone = state.live.connection.close();
    await this.#gone;
    if (state.is !== "failed") {
      this.#options.onEvent({ type: "server.stopped", ...this.#about(), detail: { reason } });
    }
  }

  status(): ServerStatus {
    const state = this.#state;
    const definitions = state.is === "ready" ? state.live.definitions : { tools: [], leftOut: [] };
    return {
      ...this.#about(),
      state: state.is,
      reason: "reason" in state ? state.reason : "",
      tools: definitions.tools.map((tool) => tool.name),
      leftOut: definitions.leftOut,
      diagnostics: this.#transport?.diagnostics() ?? noDiagnostics,
    };
  }

  /** The running server; all who ask while it starts share one start. */
  #ready(): Promise<Live> {
    const state = this.#state;
    if (this.#retired !== undefined) {
      return Promise.reject(new Error(`The server "${this.spec.name}" is gone: ${this.#retired}.`));
    }
    if (state.is === "starting") return state.live;
    if (state.is === "ready" && !this.#stale) return Promise.resolve(state.live);
    if (state.is === "failed" && this.#backOff.until > performance.now()) {
      return Promise.reject(new Error(state.reason));
    }
    const abandon = new AbortController();
    const live = this.#begin(abandon, state.is === "ready" ? state.live : undefined);
    this.#state = { is: "starting", live, abandon };
    return live;
  }

  async #readyForCall(signal: AbortSignal): Promise<Live> {
    const state = this.#state;
    if (state.is === "ready" && !this.#stale) return state.live;
    const wait = callWait(this.#backOff, performance.now());
    // One more, because a timer may fire early by a fraction of a millisecond.
    if (wait > 0) await unlessAborted(signal, Bun.sleep(wait + 1));
    return unlessAborted(signal, this.#ready());
  }

  /** Starts the server, or reads the tools of the running one again. */
  async #begin(abandon: AbortController, running: Live | undefined): Promise<Live> {
    await this.#gone;
    const { signal } = abandon;
    const { startTimeoutMs } = this.#options;
    const timer = setTimeout(() => {
      const silence = `it did not answer within ${startTimeoutMs} ms of its start. Check that it speaks MCP on its standard input and output.`;
      abandon.abort(new Error(silence));
    }, startTimeoutMs);
    try {
      this.#stale = false;
      const live = running
        ? await readToolsAgain(this.spec, running, signal)
        : await this.#start(signal);
      const trouble = troubleOf(live, signal);
      if (trouble !== undefined) {
        await live.connection.close();
        throw new Error(explainStart(this.spec.name, trouble));
      }
      this.#state = { is: "ready", live };
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

  #start(signal: AbortSignal): Promise<Live> {
    const watch = {
      opened: (transport: HubTransport) => {
        this.#transport = transport;
      },
      closed: (transport: HubTransport) => this.#onClosed(transport),
      toolsChanged: () => {
        this.#stale = true;
      },
    };
    return startServer(this.spec, this.dir, this.#options, watch, signal);
  }

  #onStarted({ connection, definitions }: Live): void {
    const pid = connection.transport.diagnostics().pid;
    const detail = {
      ...(pid !== undefined && { pid }),
      implementation: connection.implementation,
      protocol: connection.protocol,
      tools: definitions.tools.length,
      leftOut: definitions.leftOut,
    };
    this.#options.onEvent({ type: "server.started", ...this.#about(), detail });
  }

  #onClosed(transport: HubTransport): void {
    const state = this.#state;
    if (state.is !== "ready" || state.live.connection.transport !== transport) return;
    this.#gone = transport.close();
    this.#fail(explainEnd(this.spec.name, transport.ended()));
  }

  #fail(reason: string): void {
    this.#state = { is: "failed", reason };
    this.#backOff = afterFailure(this.#backOff, performance.now());
    const stderr = this.#transport?.diagnostics().stderr ?? "";
    this.#options.onEvent({ type: "server.failed", ...this.#about(), detail: { reason, stderr } });
  }

  #about(): { server: string; dir: string; transport: ServerSpec["transport"] } {
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
