import type { JsonObject } from "../../kernel/json.ts";
import type { WireRecorder } from "../wire/recorder.ts";
import type { Caller, Era } from "./caller.ts";
import { declared, relayed } from "./link/capabilities.ts";
import type { Hello } from "./link/hello.ts";
import { LegacySession } from "./link/legacy-session.ts";
import { objectsOf, readOthers, readTools } from "./link/lists.ts";
import type { SelfDescription } from "./link/lists.ts";
import { ModernSession } from "./link/modern-session.ts";
import { negotiate, patient } from "./link/negotiate.ts";
import type { Patience } from "./link/negotiate.ts";
import { Peer } from "./link/peer.ts";
import { Questions } from "./link/questions.ts";
import { withServed } from "./link/served.ts";
import type { Served } from "./link/served.ts";
import type { Session } from "./link/session.ts";
import { tell } from "./link/told.ts";
import type { HubTransport } from "./transport.ts";

export { HarmedByProbe } from "./link/negotiate.ts";
export type { SelfDescription } from "./link/lists.ts";

/** One live connection to a server, in the era that both speak. */
export interface Connection {
  readonly transport: HubTransport;
  /** `name version` as the server gives it. */
  readonly implementation: string;
  readonly era: Era;
  /** The revision that was agreed on. */
  readonly protocol: string;
  /** `ServerCapabilities`. */
  readonly capabilities: JsonObject;
  readonly instructions: string;
  /** Requests for somebody that are under way. */
  readonly inFlight: number;
  /** The tools as sent, all pages. */
  listTools(signal: AbortSignal): Promise<readonly unknown[]>;
  /** All that it says of itself. Tools it must be able to tell; resources and prompts it has if it can list them. */
  readManifest(signal: AbortSignal): Promise<SelfDescription>;
  /** The final answer to `tools/call` as sent; what the server asks on the way, the caller answers. */
  callTool(
    name: string,
    args: JsonObject,
    meta: JsonObject,
    signal: AbortSignal,
    caller?: Caller,
  ): Promise<unknown>;
  /**
   * One request of a client: `resources/subscribe` and `logging/setLevel` too, whatever the server's era. The answer as
   * sent; a modern caller is handed the `input_required` of a modern server. Rejects with the server's error as a
   * `RequestFault`, with the signal's reason, with an error of a lost answer (`data` is an `Undelivered`), or, when the
   * server is gone, with an error without a code.
   */
  request(
    method: string,
    params: JsonObject,
    about: { readonly caller?: Caller; readonly signal: AbortSignal },
  ): Promise<JsonObject>;
  /** A notification to the server, such as `notifications/roots/list_changed` of the one caller whom it serves. */
  notify(method: string, params: JsonObject): void;
  /** A caller is gone: what it wanted to be told counts no more. */
  forget(callerId: string): void;
  /** Whether the server gives a sign of life in time; one that refuses it gives one too. */
  answersPing(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface ConnectionWatch {
  closed(): void;
  toolsChanged(): void;
  /** What the server tells that is for no caller in particular: changed lists, updated resources, log messages. */
  notified?(method: string, params: JsonObject): void;
}

export interface ConnectOptions {
  /** The server's name in the configuration. */
  readonly server: string;
  readonly watch: ConnectionWatch;
  readonly protocol: "auto" | "legacy" | "modern";
  /** The era in which this server answered before. */
  readonly prior?: Era;
  /** What a legacy server is told that the client can do; absent: all that can be handed on. */
  readonly capabilities?: JsonObject;
  /** The one client whom this connection serves: it is asked also while none of its calls is under way. */
  readonly owner?: Caller;
  /** The connection's name in the record of the wire. */
  readonly instance?: string;
  recorder?(): WireRecorder | undefined;
  /** What a server of ours may ask of us. */
  readonly served?: Served;
  /** How long a server may be silent about its era; seconds unless given. */
  readonly patience?: Patience;
}

/** Begins to speak. Rejects with the end of a sentence; the transport is then for the caller to close. */
export async function connect(
  transport: HubTransport,
  options: ConnectOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const { server, watch, protocol, prior, patience = patient } = options;
  const capabilities = withServed(declared(options.capabilities ?? relayed), options.served);
  const manner = { protocol, prior, capabilities, patience };
  record(transport, options);
  const live: { session?: Session } = {};
  const peer: Peer = new Peer(transport, {
    asked: (question) => void questions.receive(question),
    notified(method, params, during) {
      const { session } = live;
      if (method === "notifications/subscriptions/acknowledged") {
        return session instanceof ModernSession ? session.acknowledged(params) : undefined;
      }
      tell(method, params, during, { peer, questions, session, broadcast });
    },
    landed: () => questions.landed(),
    closed: () => {
      questions.close();
      watch.closed();
    },
  });
  const questions = new Questions(server, peer, options.owner, options.served);
  function broadcast(method: string, params: JsonObject): void {
    if (method === "notifications/tools/list_changed") watch.toolsChanged();
    watch.notified?.(method, params);
  }
  await transport.start();
  const hello = await negotiate(peer, transport, manner, signal);
  const session =
    hello.era === "legacy"
      ? new LegacySession(peer, hello.capabilities)
      : new ModernSession(server, peer, hello.capabilities);
  live.session = session;
  return connectionOf(transport, hello, peer, session);
}

/** Connections that were begun: ids begin anew with each, and a record has to tell them apart. */
let begun = 0;

function record(transport: HubTransport, { server, instance = "", recorder }: ConnectOptions) {
  begun += 1;
  if (recorder === undefined) return;
  const about = { hop: "hub", peer: server, connection: `${instance}#${begun}` } as const;
  transport.tap = (direction, message) => recorder()?.record({ ...about, direction, message });
}

function connectionOf(
  transport: HubTransport,
  hello: Hello,
  peer: Peer,
  session: Session,
): Connection {
  const { capabilities } = hello;
  const ask = session.own.bind(session);
  return {
    transport,
    ...hello,
    get inFlight() {
      return [...peer.flights()].length;
    },
    listTools: (signal) => readTools(ask, capabilities, signal),
    async readManifest(signal) {
      const tools = readTools(ask, capabilities, signal);
      const [known, others] = await Promise.all([
        tools,
        readOthers(ask, capabilities, tools, signal),
      ]);
      return { ...hello, tools: objectsOf(known), ...others };
    },
    callTool(name, args, meta, signal, caller) {
      const params = { name, arguments: args, _meta: meta };
      return session.request("tools/call", params, { caller, signal, answer: "final" });
    },
    request: (method, params, { caller, signal }) =>
      session.request(method, params, { caller, signal, answer: "as-sent" }),
    notify: (method, params) => peer.notify(method, params),
    forget: (callerId) => session.forget(callerId),
    answersPing: (withinMs) => answersPing(session, withinMs),
    close: () => transport.close(),
  };
}

/** What the server wrote while this process was busy is read before it is judged. */
const readMs = 50;

async function answersPing(session: Session, withinMs: number): Promise<boolean> {
  const late = new AbortController();
  let timer = setTimeout(() => {
    timer = setTimeout(() => late.abort(), readMs);
  }, withinMs);
  try {
    await session.ping(late.signal);
    return true;
  } catch {
    return !late.signal.aborted;
  } finally {
    clearTimeout(timer);
  }
}
