import type { Plugin } from "../../kernel/host.ts";
import { providerOf } from "./provider.ts";
import { servicesIn } from "./service.ts";
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
      return new Map(services.map((one) => [one.name, providerOf(one, process.env)]));
    });
  },
};
