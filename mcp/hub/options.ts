import type { JsonObject } from "../../kernel/json.ts";
import type { WireRecorder } from "../wire/recorder.ts";
import type { HubEvent } from "./event.ts";
import type { Gate } from "./gate.ts";
import type { Manifests } from "./manifest.ts";
import type { OAuthStore } from "./oauth/store.ts";
import type { ServerSpec } from "./spec.ts";

export interface HubOptions {
  /** Read on every use, so that a server added to or removed from the configuration counts at once. */
  servers(): readonly ServerSpec[];
  /** The largest answer of a server; default 16 MiB. */
  readonly maxMessageBytes?: number;
  /** From the start of a server to its list of tools; default 30 s, enough for a package runner. */
  readonly startTimeoutMs?: number;
  /** How long a server may take to answer a ping; default 2 s. */
  readonly pingTimeoutMs?: number;
  /** After so long without an answer while it has work a server is pinged; default 4 s. */
  readonly silentMs?: number;
  /** How long a call waits for a server that has work and answers no ping; default 10 s. */
  readonly busyWaitMs?: number;
  /** How long a list waits for servers of which nothing is known while others are; default 200 ms. */
  readonly listWaitMs?: number;
  /** What becomes of servers when this process is killed; default `killed`. Only tests leave them. */
  readonly orphans?: "killed" | "left";
  /** Where what servers say of themselves outlives this process. */
  readonly manifests?: Manifests;
  /** Where registrations and tokens for remote servers are kept; absent: in memory. */
  readonly oauth?: OAuthStore;
  gate?(): Gate | undefined;
  recorder?(): WireRecorder | undefined;
  /**
   * A request of a server of ours below an extension that its spec `serves`. A `RequestFault` that is thrown reaches the
   * server as it is; `signal` ends when the server takes its request back or is gone.
   */
  asked?(
    server: string,
    method: string,
    params: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject>;
  /** The value of `secret://NAME`. */
  secret?(name: string): Promise<string | undefined>;
  onEvent(event: HubEvent): void;
}
