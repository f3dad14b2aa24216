import { join } from "node:path";

import type { Plugin } from "../../kernel/host.ts";
import { createCatalog } from "./catalog.ts";
import { keepVerb } from "./keep/verb.ts";
import { createPlanner } from "./planner.ts";
import { skillVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "skills",
    version: "1.0.0",
    description: "Plans for goals that a skill covers, without a model",
  },
  activate(host) {
    const catalog = createCatalog({
      library: join(import.meta.dir, "library"),
      home: join(host.tenantDir, "skills"),
    });
    host.provide("planner", "skills", createPlanner(catalog));
    for (const verb of skillVerbs(host, catalog)) host.verb(verb);
    host.verb(keepVerb(host, catalog));
  },
};
