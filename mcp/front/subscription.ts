import { z } from "zod";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import type { Changes } from "./changes.ts";
import type { FrontClient } from "./desk.ts";
import { notificationMessage, resultMessage } from "./message.ts";
import type { Request } from "./message.ts";
import type { Outlet } from "./outlet.ts";
import { errorCode, metaKey } from "./protocol.ts";

const filter = z.object({
  toolsListChanged: z.boolean().optional(),
  promptsListChanged: z.boolean().optional(),
  resourcesListChanged: z.boolean().optional(),
  // A client names what it shows; more than this is none.
  resourceSubscriptions: z.array(z.string()).max(1_000).optional(),
});

const wanted = {
  tools: "toolsListChanged",
  prompts: "promptsListChanged",
  resources: "resourcesListChanged",
} as const;

/** One `subscriptions/listen`: it is acknowledged first, and every word on it carries its id. */
export class Subscription {
  readonly #request: Request;
  readonly #outlet: Outlet;
  readonly #ways: (() => void)[] = [];
  #closed = false;

  constructor(request: Request, outlet: Outlet) {
    this.#request = request;
    this.#outlet = outlet;
  }

  /** Throws a `RequestFault` if the filter cannot be read. */
  async open(changes: Changes, client: FrontClient): Promise<void> {
    const read = filter.safeParse(this.#request.params["notifications"]);
    if (!read.success) {
      const message = "notifications: must be a filter, as {toolsListChanged: true}";
      throw new RequestFault(errorCode.invalidParams, message);
    }
    const asked = read.data;
    const uris: string[] = [];
    const leave = changes.listen((what) => {
      if (asked[wanted[what]] === true) this.#tell(`notifications/${what}/list_changed`, {});
    });
    this.#ways.push(leave);
    for (const uri of new Set(asked.resourceSubscriptions)) {
      const updated = (): void => this.#tell("notifications/resources/updated", { uri });
      const stop = await changes.watch(uri, client, updated).catch(() => null);
      if (stop === null) continue;
      uris.push(uri);
      this.#ways.push(stop);
    }
    const honoured = {
      ...asked,
      ...(asked.resourceSubscriptions !== undefined && { resourceSubscriptions: uris }),
    };
    this.#tell("notifications/subscriptions/acknowledged", {
      notifications: honoured as JsonObject,
    });
    if (this.#closed) this.#leave();
  }

  #tell(method: string, params: JsonObject): void {
    if (this.#closed) return;
    const meta = { [metaKey.subscription]: this.#request.id };
    this.#outlet(notificationMessage(method, { ...params, _meta: meta }));
  }

  /** What ends it from our side; the client may have closed it before. */
  closing(identity: JsonObject): JsonObject {
    const meta = { [metaKey.subscription]: this.#request.id, [metaKey.server]: identity };
    return resultMessage(this.#request.id, { resultType: "complete", _meta: meta });
  }

  close(): void {
    this.#closed = true;
    this.#leave();
  }

  #leave(): void {
    for (const leave of this.#ways.splice(0)) leave();
  }
}
