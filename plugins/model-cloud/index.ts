import type { Plugin } from "../../kernel/host.ts";
import type { CloudProvider } from "./provider.ts";
import { type Service, servicesIn } from "./service.ts";
import { settingsIn } from "./settings.ts";

export const plugin: Plugin = {
  manifest: {
    name: "model-cloud",
    version: "1.0.0",
    description: "Models of OpenAI, Anthropic and servers that speak OpenAI's protocol",
  },
  activate(host) {
    // Asked each time: a server that is added to the configuration is there at the next look.
    host.provide("model-providers", "cloud", () => {
      const services = servicesIn(settingsIn(host.config()));
      return new Map(services.map((one) => [one.name, lateProvider(one)]));
    });
  },
};

/** Loaded with the first question: an idle kernel does not hold it. */
function lateProvider(service: Service): CloudProvider {
  const late = async () => (await import("./provider.ts")).providerOf(service, process.env);
  return {
    remote: service.remote,
    list: async (signal) => (await late()).list(signal),
    model: async (name) => (await late()).model(name),
    embedder: async (name) => (await late()).embedder(name),
  };
}
