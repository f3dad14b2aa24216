import { z } from "zod";

import type { Plugin } from "../../kernel/host.ts";
import { ADDED, REMOVED, serverVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "servers",
    version: "1.0.0",
    description: "Adds, lists and removes tool servers of the configuration",
  },
  activate(host) {
    // The environment stays out of the ledger: it may hold secrets. The hash says which definition it was.
    const added = z.object({ server: z.string(), hash: z.string(), tools: z.array(z.string()) });
    host.eventType({ type: ADDED, schema: added });
    host.eventType({ type: REMOVED, schema: z.object({ server: z.string() }) });
    for (const verb of serverVerbs(host)) host.verb(verb);
  },
};
