import type { Plugin } from "../../kernel/host.ts";
import type { Plans } from "../contracts/plans.ts";
import type * as Late from "./plans.ts";

export const plugin: Plugin = {
  manifest: {
    name: "plans",
    version: "1.0.0",
    description: "The language of plans: checks, references, answers",
  },
  activate(host) {
    let made: Plans | null = null;
    // Loaded with the first plan: an idle kernel does not hold it, and these callers cannot wait.
    const late = (): typeof Late => import.meta.require("./plans.ts");
    const plans = () => (made ??= late().createPlans(host));
    host.port("plans", {
      accepted: (...given) => plans().accepted(...given),
      check: (...given) => plans().check(...given),
      prepare: (...given) => plans().prepare(...given),
      action: (...given) => plans().action(...given),
      isTainted: (...given) => plans().isTainted(...given),
      elements: (...given) => plans().elements(...given),
      expectations: (...given) => plans().expectations(...given),
      learn: (...given) => plans().learn(...given),
      answer: (...given) => plans().answer(...given),
      unproved: (...given) => plans().unproved(...given),
    });
  },
};
