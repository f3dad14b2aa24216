import type { Plugin } from "../../kernel/host.ts";
import type { ModelProvider } from "./model-provider.ts";
import { settingsIn } from "./settings.ts";

export const plugin: Plugin = {
  manifest: {
    name: "model-ollama",
    version: "1.0.0",
    description: "Models of an Ollama server, on this machine or a configured one",
  },
  activate(host) {
    let made: ModelProvider | null = null;
    // Loaded with the first question: an idle kernel does not hold it.
    const late = async () =>
      (made ??= (await import("./provider.ts")).ollamaProvider(() => host.config()));
    const provider: ModelProvider = {
      get remote() {
        return settingsIn(host.config()).remote;
      },
      list: async (signal) => (await late()).list(signal),
      model: async (name) => (await late()).model(name),
      embedder: async (name) => (await late()).embedder(name),
    };
    host.provide("model-provider", "ollama", provider);
  },
};
