import type { Era } from "./caller.ts";
import type { ServerSpec } from "./spec.ts";

/** A tool that the server has and the hub does not offer. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** What waits for a person before anybody is shown it; `server` is all of it. */
export interface Quarantined {
  readonly kind: "server" | "tool" | "prompt" | "resource";
  readonly name: string;
  readonly reason: string;
}

interface About {
  readonly server: string;
  /** The run directory of a rooted server, "" for one that serves all. */
  readonly dir: string;
  readonly transport: ServerSpec["transport"];
}

export type HubEvent =
  | (About & {
      readonly type: "server.started";
      readonly detail: {
        readonly pid?: number;
        readonly implementation: string;
        readonly protocol: string;
        readonly tools: number;
        readonly leftOut: readonly LeftOut[];
      };
    })
  | (About & {
      readonly type: "server.failed";
      readonly detail: { readonly reason: string; readonly stderr: string };
    })
  | (About & {
      readonly type: "server.stopped";
      readonly detail: { readonly reason: string };
    })
  /** It is there and does not answer, or its calls time out. */
  | (About & {
      readonly type: "server.degraded";
      readonly detail: { readonly reason: string };
    })
  | (About & {
      readonly type: "server.recovered";
      readonly detail: { readonly afterMs: number };
    })
  /** What it says of itself is not what was known of it. */
  | (About & {
      readonly type: "server.changed";
      readonly detail: {
        readonly added: readonly string[];
        readonly removed: readonly string[];
        readonly changed: readonly string[];
      };
    });

/** What a transport can tell about its server; an in-process server has none of it. */
export interface Diagnostics {
  readonly pid?: number;
  /** The last 64 KB. */
  readonly stderr: string;
  /** Lines on standard output that were no JSON-RPC message: how many, and the last of them. */
  readonly noise: { readonly count: number; readonly last: readonly string[] };
  /** Messages that were discarded because they were above the cap. */
  readonly oversized: number;
}

/**
 * `known`: not running, and what it offers is known. `degraded`: running, and not well. `failed`: its last start or its
 * last life ended badly. `quarantined`: it waits for a person's approval, running or not.
 */
export type ServerState =
  | "configured"
  | "known"
  | "starting"
  | "ready"
  | "degraded"
  | "quarantined"
  | "failed"
  | "stopped";

export interface ServerStatus extends About {
  readonly state: ServerState;
  /** Why it failed, was stopped, is degraded or quarantined; "" in every other state. */
  readonly reason: string;
  readonly tools: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly quarantined: readonly Quarantined[];
  /** Undefined while nothing is known of it. */
  readonly era: Era | undefined;
  readonly protocol: string;
  readonly pool: "shared" | "session" | "lease";
  readonly diagnostics: Diagnostics;
}

export const noDiagnostics: Diagnostics = {
  stderr: "",
  noise: { count: 0, last: [] },
  oversized: 0,
};
