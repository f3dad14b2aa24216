import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { relayed } from "./capabilities.ts";
import { enveloped, subscriptionOf } from "./envelope.ts";
import { ours } from "./peer.ts";
import type { Peer } from "./peer.ts";

interface Subscription {
  readonly id: number;
  readonly end: AbortController;
  readonly acknowledged: () => void;
}

/** The one subscription that the hub holds at a modern server, for all who want to be told of changes. */
export class Listening {
  readonly #peer: Peer;
  readonly #changes: JsonObject;
  #current: Subscription | undefined;

  constructor(peer: Peer, capabilities: JsonObject) {
    this.#peer = peer;
    this.#changes = {
      ...(tells(capabilities["tools"]) && { toolsListChanged: true }),
      ...(tells(capabilities["prompts"]) && { promptsListChanged: true }),
      ...(tells(capabilities["resources"]) && { resourcesListChanged: true }),
    };
  }

  /**
   * Resolves when the server has taken the subscription. The one before ends only then, so that no change falls between
   * the two; a change may be told twice.
   */
  async listen(uris: readonly string[], signal: AbortSignal): Promise<void> {
    const before = this.#current;
    const notifications = {
      ...this.#changes,
      ...(uris.length > 0 && { resourceSubscriptions: uris }),
    };
    try {
      if (Object.keys(notifications).length > 0) await this.#open(notifications, signal);
      else this.#current = undefined;
    } catch (error) {
      this.#current = before;
      throw error;
    }
    before?.end.abort(new Error("another subscription takes its place"));
  }

  #open(notifications: JsonObject, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const params = { notifications, _meta: enveloped({}, relayed, undefined) };
    return new Promise((resolve, reject) => {
      const giveUp = () => end.abort(signal.reason);
      signal.addEventListener("abort", giveUp, { once: true });
      const settled = () => signal.removeEventListener("abort", giveUp);
      const acknowledged = () => {
        settled();
        resolve();
      };
      const ended = this.#peer.request("subscriptions/listen", params, end.signal, ours, (id) => {
        this.#current = { id, end, acknowledged };
      });
      // It is answered when it ends.
      ended.then(acknowledged, (error) => {
        settled();
        reject(error);
      });
    });
  }

  /** `notifications/subscriptions/acknowledged`. */
  acknowledged(params: JsonObject): void {
    const current = this.#current;
    if (current !== undefined && Number(subscriptionOf(params)) === current.id) {
      current.acknowledged();
    }
  }
}

function tells(capability: unknown): boolean {
  return isObject(capability) && capability["listChanged"] === true;
}
