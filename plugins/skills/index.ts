import { join } from "node:path";

import type { Plugin } from "../../kernel/host.ts";
import type { Catalog } from "./catalog.ts";
import { keepVerb } from "./keep/verb.ts";
import type { Planner } from "./planner.ts";
import { skillVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "skills",
    version: "1.0.0",
    description: "Plans for goals that a skill covers, without a model",
  },
  activate(host) {
    const catalog = lateCatalog({
      library: join(import.meta.dir, "library"),
      home: join(host.tenantDir, "skills"),
    });
    host.provide("planner", "skills", latePlanner(catalog));
    for (const verb of skillVerbs(host, catalog)) host.verb(verb);
    host.verb(keepVerb(host, catalog));
  },
};

/** Loaded when skills are looked at: an idle kernel does not hold it. */
function lateCatalog(folders: Readonly<Record<"library" | "home", string>>): Catalog {
  let made: Catalog | null = null;
  return {
    async list() {
      made ??= (await import("./catalog.ts")).createCatalog(folders);
      return made.list();
    },
  };
}

function latePlanner(catalog: Catalog): Planner {
  const late = async () => (await import("./planner.ts")).createPlanner(catalog);
  return {
    propose: async (request) => (await late()).propose(request),
    nearest: async (request) => (await late()).nearest(request),
  };
}
