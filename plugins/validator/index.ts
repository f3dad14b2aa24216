import type { Plugin } from "../../kernel/host.ts";
import type { Validator } from "../contracts/validator.ts";
import type * as Late from "./validator.ts";

export const plugin: Plugin = {
  manifest: {
    name: "validator",
    version: "1.0.0",
    description: "Judges values by JSON Schema 2020-12 and draft-07",
  },
  activate(host) {
    let made: Validator | null = null;
    // Loaded with the first schema: an idle kernel does not hold it, and these callers cannot wait.
    const late = (): typeof Late => import.meta.require("./validator.ts");
    const validator = () => (made ??= late().createValidator());
    host.port("validator", {
      invalid: (schema) => validator().invalid(schema),
      mismatch: (schema, value) => validator().mismatch(schema, value),
    });
  },
};
