import { totalmem } from "node:os";

import type { Host, Plugin } from "../../kernel/host.ts";
import type { Providers } from "./find.ts";
import { createModels } from "./models.ts";
import type { ModelProvider, ProviderSource } from "./provider.ts";
import { modelVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "models",
    version: "1.0.0",
    description: "Chooses the model that plans, and lists the others",
  },
  activate(host) {
    const providers = () => providersOf(host);
    const models = createModels({ providers, config: () => host.config(), memory });
    host.port("models", models);
    for (const verb of modelVerbs(host, models, providers)) host.verb(verb);
  },
};

/** Fixed providers win over configured ones of the same name. */
function providersOf(host: Host): Providers {
  const sources = [...host.provided<ProviderSource>("model-providers").values()];
  const configured = sources.flatMap((source) => [...source()]);
  return new Map([...configured, ...host.provided<ModelProvider>("model-provider")]);
}

/** Of the machine, or what a container leaves of it. */
function memory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
