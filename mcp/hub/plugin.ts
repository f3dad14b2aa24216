import { z } from "zod";

import type { Host, Plugin } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { Tools } from "../../kernel/ports/tools.ts";
import type { HubEvent } from "./event.ts";
import type { Hub } from "./hub.ts";

const payload = z.object({
  server: z.string(),
  dir: z.string(),
  detail: z.custom<JsonObject>(isObject),
});

export interface HubPlugin {
  readonly plugin: Plugin;
  /** Puts what became of a server on its stream, `server/NAME`. */
  record(event: HubEvent): void;
}

/** Brings the `tools` port. `tools` is the hub, or the hub as a configuration narrows it. */
export function hubPlugin(hub: Hub, tools: Tools, version: string): HubPlugin {
  let host: Host | null = null;
  return {
    plugin: {
      manifest: {
        name: "server",
        version,
        description: "Tools of MCP servers, and what becomes of them",
      },
      activate(given) {
        host = given;
        host.port("tools", tools);
        host.provide("hub", "hub", hub);
        for (const type of ["server.started", "server.failed", "server.stopped"]) {
          host.eventType({ type, schema: payload });
        }
      },
    },
    record({ type, server, dir, detail }) {
      const ledger = host?.kernel().ledger;
      if (!ledger) return;
      const subject = `server/${server}`;
      const branch = `${subject}@${ledger.origin}`;
      const data = { server, dir, detail: detail as unknown as JsonObject };
      ledger.append([{ subject, branch, type, actor: "kernel", data }]).catch((error: unknown) => {
        // A ledger that is closed or full must not take a server's end with it.
        console.error(`glassbox: ${server}: ${type} is not on record: ${String(error)}`);
      });
    },
  };
}
