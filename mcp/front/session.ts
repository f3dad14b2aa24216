import { fileURLToPath } from "node:url";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { clientLeft } from "./client-left.ts";
import { notDeclared } from "./capability.ts";
import type { Changes } from "./changes.ts";
import { completed, faultFor } from "./completed.ts";
import type { Conversation, FrontClient, Principal } from "./desk.ts";
import { readInitialize } from "./initialize.ts";
import type { Introduced } from "./initialize.ts";
import { errorMessage, metaOf, notificationMessage, resultMessage } from "./message.ts";
import type { Notification, Request, RequestId, Response } from "./message.ts";
import { introduction, methodOf } from "./methods.ts";
import type { House } from "./methods.ts";
import type { Outlet } from "./outlet.ts";
import { errorCode, isLogLevel, isSevereEnough } from "./protocol.ts";
import type { LogLevel } from "./protocol.ts";
import { Questions } from "./questions.ts";

export interface SessionOptions {
  readonly id: string;
  readonly principal: Principal;
  readonly house: House;
  readonly changes: Changes;
  /** For what belongs to no request: lists that have changed. */
  readonly outlet: Outlet;
}

/** So long a client may take to name its roots, before it counts as having none. */
const rootsMs = 2_000;

/** A client of the era with sessions, from its `initialize` to its end, whatever carries it. */
export class Session {
  readonly #options: SessionOptions;
  readonly #questions = new Questions();
  readonly #working = new Map<RequestId, AbortController>();
  readonly #watched = new Map<string, () => void>();
  #introduced: Introduced | undefined;
  /** Null: it has not said; then it is told what servers tell by themselves. */
  #logLevel: LogLevel | null = null;
  #root: Promise<string | null> | undefined;
  #stopListening: (() => void) | undefined;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.id;
  }

  get name(): string {
    return this.#introduced?.name ?? "";
  }

  get principal(): Principal {
    return this.#options.principal;
  }

  /** So many requests of it are under way. */
  get working(): number {
    return this.#working.size;
  }

  isWorkingOn(id: RequestId): boolean {
    return this.#working.has(id);
  }

  /** The answer; undefined: the client has withdrawn the request. Never throws. */
  async answer(request: Request, outlet: Outlet): Promise<JsonObject | undefined> {
    const abort = new AbortController();
    this.#working.set(request.id, abort);
    try {
      const result = await this.#serve(request, outlet, abort.signal);
      if (abort.signal.aborted) return undefined;
      const { identity } = this.#options.house;
      return resultMessage(request.id, completed("legacy", request.method, result, identity));
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      return errorMessage(request.id, faultFor("legacy", error));
    } finally {
      this.#working.delete(request.id);
    }
  }

  notified({ method, params }: Notification): void {
    if (method === "notifications/roots/list_changed") this.#root = undefined;
    if (method !== "notifications/cancelled") return;
    const { requestId } = params;
    if (typeof requestId !== "string" && typeof requestId !== "number") return;
    this.#working.get(requestId)?.abort(new Error("the client has withdrawn the request"));
  }

  answered(response: Response): void {
    this.#questions.answered(response);
  }

  /** Its requests are cancelled, and nothing more is sent to it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening?.();
    for (const stop of this.#watched.values()) stop();
    this.#watched.clear();
    this.#questions.close();
    for (const abort of this.#working.values()) abort.abort(clientLeft());
  }

  /** As servers know it; outside a request it can be asked nothing. */
  client(outlet: Outlet = this.#options.outlet): FrontClient {
    const { id, principal } = this.#options;
    return {
      id,
      era: "legacy",
      principal,
      name: this.name,
      capabilities: this.#introduced?.capabilities ?? {},
      logLevel: this.#logLevel,
      ask: (method, params, signal) => this.#ask(method, params, outlet, signal),
      notify: (method, params) => this.#notify(method, params, outlet),
      dir: async () => principal.dir ?? (await this.#toldRoot(outlet)),
    };
  }

  async #serve(request: Request, outlet: Outlet, signal: AbortSignal): Promise<JsonObject> {
    const { method, params } = request;
    if (method === "initialize") return this.#initialize(params);
    if (this.#introduced === undefined && method !== "ping") {
      throw new RequestFault(errorCode.invalidRequest, "Send initialize first.");
    }
    if (method === "logging/setLevel") return this.#setLevel(params);
    if (method === "resources/subscribe") return this.#subscribe(params);
    if (method === "resources/unsubscribe") return this.#unsubscribe(params);
    const serve = methodOf("legacy", method, this.#options.house);
    if (serve === undefined) {
      throw new RequestFault(errorCode.methodNotFound, `Method not found: ${method}`);
    }
    const client = this.client(outlet);
    const at: Conversation = { client, signal, params, meta: metaOf(params), takesTask: false };
    return serve(params, at, this.#options.house);
  }

  #initialize(params: JsonObject): JsonObject {
    if (this.#introduced !== undefined) {
      throw new RequestFault(errorCode.invalidRequest, "This session has been initialized.");
    }
    const introduced = readInitialize(params);
    this.#introduced = introduced;
    const { house, principal, changes, outlet } = this.#options;
    this.#stopListening = changes.listen((what) =>
      outlet(notificationMessage(`notifications/${what}/list_changed`, {})),
    );
    const { protocol } = introduced;
    return {
      protocolVersion: protocol,
      serverInfo: house.identity,
      ...introduction("legacy", house, principal),
    };
  }

  #setLevel({ level }: JsonObject): JsonObject {
    if (!isLogLevel(level)) {
      throw new RequestFault(errorCode.invalidParams, "level: must be a level of syslog, as info");
    }
    this.#logLevel = level;
    return {};
  }

  async #subscribe(params: JsonObject): Promise<JsonObject> {
    const uri = uriOf(params);
    if (this.#watched.has(uri)) return {};
    const { changes, outlet } = this.#options;
    const updated = (): void =>
      outlet(notificationMessage("notifications/resources/updated", { uri }));
    const stop = await changes.watch(uri, this.client(), updated);
    if (stop === null) {
      throw new RequestFault(errorCode.resourceNotFound, `Resource not found: ${uri}`, { uri });
    }
    // Two subscriptions at the same moment, or a client that has left meanwhile.
    if (this.#closed || this.#watched.has(uri)) stop();
    else this.#watched.set(uri, stop);
    return {};
  }

  #unsubscribe(params: JsonObject): JsonObject {
    const uri = uriOf(params);
    this.#watched.get(uri)?.();
    this.#watched.delete(uri);
    return {};
  }

  async #ask(
    method: string,
    params: JsonObject,
    outlet: Outlet,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const fault = notDeclared(method, params, this.#introduced?.capabilities ?? {});
    if (fault !== undefined) throw fault;
    return this.#questions.ask(method, params, outlet, signal);
  }

  #notify(method: string, params: JsonObject, outlet: Outlet): void {
    if (this.#closed) return;
    if (method === "notifications/message" && this.#logLevel !== null) {
      if (!isSevereEnough(params["level"], this.#logLevel)) return;
    }
    outlet(notificationMessage(method, params));
  }

  /** The first root that the client names, asked once and again when it says that they have changed. */
  async #toldRoot(outlet: Outlet): Promise<string | null> {
    // A token that only looks must not choose what it looks at.
    if (this.principal.scope === "read") return null;
    this.#root ??= this.#askRoot(outlet);
    return this.#root;
  }

  async #askRoot(outlet: Outlet): Promise<string | null> {
    try {
      const signal = AbortSignal.timeout(rootsMs);
      const { roots } = await this.#ask("roots/list", {}, outlet, signal);
      const first = Array.isArray(roots) ? roots[0] : undefined;
      if (!isObject(first) || typeof first["uri"] !== "string") return null;
      return first["uri"].startsWith("file:") ? fileURLToPath(first["uri"]) : null;
    } catch {
      return null;
    }
  }
}

function uriOf({ uri }: JsonObject): string {
  if (typeof uri === "string" && uri !== "") return uri;
  throw new RequestFault(errorCode.invalidParams, "uri: must be a text");
}
