import type { Plugin } from "../../kernel/host.ts";
import type { Hub } from "../../mcp/hub/index.ts";
import { EVENT_TYPES } from "./events.ts";
import { logVerb } from "./log.ts";
import { record } from "./record.ts";
import { serverVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "servers",
    version: "1.1.0",
    description:
      "Adds, lists and removes tool servers of the configuration, and writes down what becomes of them",
  },
  activate(host) {
    for (const type of EVENT_TYPES) host.eventType(type);
    for (const verb of [...serverVerbs(host), logVerb(host)]) host.verb(verb);
    const hub = host.provided<Hub>("hub").get("hub");
    hub?.watch((event) => void record(host, event));
  },
};
