import { z } from "zod";

import type { Plugin } from "../../kernel/host.ts";
import type { Retrieval } from "./helpful.ts";
import { createReflector } from "./reflect.ts";
import type { Reflector } from "./reflection.ts";
import { originSettings } from "./value.ts";

export type { AskModel, ModelRequest, Patch, Reflection, Reflector } from "./reflection.ts";

const settings = z.looseObject({
  models: z.looseObject({ arguments: originSettings }).default({ arguments: {} }),
});

export const plugin: Plugin = {
  manifest: {
    name: "reflector",
    version: "1.0.0",
    description: "Mends a plan that went wrong, in at most three steps, or says that it cannot",
  },
  activate(host) {
    const reflector: Reflector = createReflector({
      headOf: (run) => host.kernel().runs.head(run),
      account: (root) => host.kernel().runs.account(root),
      check: (plan, tools, access) => void host.needs("plans").check(plan, tools, access),
      retrieval: () => host.provided<Retrieval>("retrieval").get("tools") ?? null,
      settings: () => settings.parse(host.config()).models.arguments,
    });
    host.provide("reflector", "model", reflector);
  },
};
