import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { clientLeft } from "./client-left.ts";
import type { Changes } from "./changes.ts";
import type { Principal } from "./desk.ts";
import { nameIn, versionIn } from "./envelope.ts";
import type { LineStream } from "./front.ts";
import { errorMessage, notParsed, parseJson, readMessage } from "./message.ts";
import type { Request, RequestId } from "./message.ts";
import type { House } from "./methods.ts";
import type { Modern } from "./modern.ts";
import type { Tap } from "./outlet.ts";
import { errorCode } from "./protocol.ts";
import { Session } from "./session.ts";
import type { Subscription } from "./subscription.ts";

export interface StreamParts {
  readonly house: House;
  readonly changes: Changes;
  readonly modern: Modern;
  tapOf(connection: string): { tap: Tap; named(name: string): void };
  gone(caller: string): void;
}

/** So many requests of one stream are worked on at once. */
const mostAtOnce = 1_000;

/** One client on a stream of lines. It may speak in either era, or in both: each request says which. */
export async function serveStream(
  stream: LineStream,
  principal: Principal,
  parts: StreamParts,
): Promise<void> {
  const connection = crypto.randomUUID();
  const { tap, named } = parts.tapOf(connection);
  const { house, changes, modern } = parts;
  const working = new Map<RequestId, AbortController>();
  const subscriptions = new Map<RequestId, Subscription>();
  const clients = new Set<string>();
  let open = true;
  let full: Promise<void> | undefined;

  const send = (message: JsonObject): void => {
    if (!open) return;
    const text = JSON.stringify(message);
    const room = stream.write(text);
    tap("out", text);
    // Requests are not read while answers cannot be written.
    if (room !== undefined) full = room.catch(() => {});
  };
  const session = new Session({ id: connection, principal, house, changes, outlet: send });

  async function answer(request: Request): Promise<void> {
    if (versionIn(request.params) === undefined) {
      const message = await session.answer(request, send);
      if (request.method === "initialize") named(session.name);
      if (message !== undefined) send(message);
      return;
    }
    const abort = new AbortController();
    working.set(request.id, abort);
    try {
      if (request.method === "subscriptions/listen") return await listen(request);
      const { message, client } = await modern.answer(request, principal, send, abort.signal);
      if (client !== undefined) clients.add(client);
      if (!abort.signal.aborted) send(message);
    } finally {
      working.delete(request.id);
    }
  }

  async function listen(request: Request): Promise<void> {
    const opened = await modern.listen(request, principal, send);
    if ("message" in opened) return send(opened.message);
    if (!open || working.get(request.id)?.signal.aborted === true)
      return opened.subscription.close();
    subscriptions.set(request.id, opened.subscription);
  }

  function cancel(params: JsonObject): void {
    const { requestId } = params;
    if (typeof requestId !== "string" && typeof requestId !== "number") return;
    working.get(requestId)?.abort(new Error("the client has withdrawn the request"));
    subscriptions.get(requestId)?.close();
    subscriptions.delete(requestId);
  }

  function receive(line: string): void {
    const value = parseJson(line);
    const incoming = value === undefined ? notParsed() : readMessage(value);
    if (incoming.kind === "request") named(nameIn(incoming.params));
    tap("in", line);
    switch (incoming.kind) {
      case "unreadable":
        return send(errorMessage(incoming.id, incoming.fault));
      case "response":
        return session.answered(incoming);
      case "notification":
        if (incoming.method === "notifications/cancelled") cancel(incoming.params);
        return session.notified(incoming);
      case "request": {
        const refused = refusal(incoming.id);
        if (refused !== undefined) return send(errorMessage(incoming.id, refused));
        void answer(incoming);
      }
    }
  }

  function refusal(id: RequestId): RequestFault | undefined {
    if (working.has(id) || subscriptions.has(id) || session.isWorkingOn(id)) {
      return new RequestFault(errorCode.invalidRequest, `The id ${id} is of a request under way.`);
    }
    if (working.size + subscriptions.size + session.working < mostAtOnce) return undefined;
    const why = `${mostAtOnce} requests are under way; wait for some of them.`;
    return new RequestFault(errorCode.internal, why);
  }

  try {
    for await (const line of stream.lines) {
      if (line.trim() === "") continue;
      receive(line);
      if (full === undefined) continue;
      await full;
      full = undefined;
    }
  } finally {
    open = false;
    for (const abort of working.values()) abort.abort(clientLeft());
    for (const subscription of subscriptions.values()) subscription.close();
    modern.left(principal.id);
    session.close();
    for (const client of [session.id, ...clients]) parts.gone(client);
    stream.close();
  }
}
