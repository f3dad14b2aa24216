import type { ServerSpec } from "./spec.ts";

/** A tool that the server has and the hub does not offer. */
export interface LeftOut {
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

export interface ServerStatus extends About {
  readonly state: "configured" | "starting" | "ready" | "failed" | "stopped";
  /** Why it failed or was stopped; "" in every other state. */
  readonly reason: string;
  readonly tools: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly diagnostics: Diagnostics;
}

export const noDiagnostics: Diagnostics = {
  stderr: "",
  noise: { count: 0, last: [] },
  oversized: 0,
};
