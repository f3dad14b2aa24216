import type { Plugin } from "../../kernel/host.ts";
import { openConfig, projectConfigs } from "./config-file.ts";
import { configVerbs } from "./config-verbs.ts";
import { doctorVerb } from "./doctor.ts";
import { projectBudget } from "./narrow.ts";

export const plugin: Plugin = {
  manifest: {
    name: "house",
    version: "1.0.0",
    description: "Configuration and doctor",
  },
  activate(host) {
    const store = openConfig(host.home);
    host.provide("config", "store", store);
    host.reflex(projectBudget(projectConfigs()));
    for (const verb of [...configVerbs(store), doctorVerb(host)]) host.verb(verb);
  },
};
