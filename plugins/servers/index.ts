import type { Plugin } from "../../kernel/host.ts";
import type { Hub } from "../../mcp/hub/index.ts";
import { checkVerb } from "./check.ts";
import { EVENT_TYPES } from "./events.ts";
import { listVerb } from "./list.ts";
import { logVerb } from "./log.ts";
import { loginVerb } from "./login.ts";
import { record } from "./record.ts";
import { serverVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "servers",
    version: "1.2.0",
    description:
      "Adds, lists, checks and removes tool servers, and writes down what becomes of them",
  },
  activate(host) {
    for (const type of EVENT_TYPES) host.eventType(type);
    const verbs = [...serverVerbs(host), listVerb(host), checkVerb(host), logVerb(host)];
    for (const verb of [...verbs, loginVerb(host)]) host.verb(verb);
    const hub = host.provided<Hub>("hub").get("hub");
    hub?.watch((event) => void record(host, event));
  },
};
