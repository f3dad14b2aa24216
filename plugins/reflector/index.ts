import type { Host, Plugin } from "../../kernel/host.ts";
import type { Retrieval } from "./helpful.ts";
import type { Reflector } from "./reflection.ts";

export type { AskModel, ModelRequest, Patch, Reflection, Reflector } from "./reflection.ts";

export const plugin: Plugin = {
  manifest: {
    name: "reflector",
    version: "1.0.0",
    description: "Mends a plan that went wrong, in at most three steps, or says that it cannot",
  },
  activate(host) {
    // Loaded with the first plan that goes wrong: an idle kernel does not hold it.
    const reflector: Reflector = {
      reflect: async (request, signal) => (await reflectorOf(host)).reflect(request, signal),
    };
    host.provide("reflector", "model", reflector);
  },
};

async function reflectorOf(host: Host): Promise<Reflector> {
  const [{ createReflector }, { originsIn }] = await Promise.all([
    import("./reflect.ts"),
    import("./settings.ts"),
  ]);
  return createReflector({
    headOf: (run) => host.kernel().runs.head(run),
    account: (root) => host.kernel().runs.account(root),
    check: (plan, tools, access) => void host.needs("plans").check(plan, tools, access),
    retrieval: () => host.provided<Retrieval>("retrieval").get("tools") ?? null,
    settings: () => originsIn(host.config()),
  });
}
