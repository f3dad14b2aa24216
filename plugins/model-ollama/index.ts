import type { Plugin } from "../../kernel/host.ts";
import { ollamaProvider } from "./provider.ts";

export const plugin: Plugin = {
  manifest: {
    name: "model-ollama",
    version: "1.0.0",
    description: "Models of an Ollama server, on this machine or a configured one",
  },
  activate(host) {
    host.provide(
      "model-provider",
      "ollama",
      ollamaProvider(() => host.config()),
    );
  },
};
