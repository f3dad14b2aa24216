import type { Plugin } from "../../kernel/host.ts";
import { createValidator } from "./validator.ts";

export { createValidator } from "./validator.ts";

export const plugin: Plugin = {
  manifest: {
    name: "validator",
    version: "1.0.0",
    description: "Judges values by JSON Schema 2020-12 and draft-07",
  },
  activate: (host) => host.port("validator", createValidator()),
};
