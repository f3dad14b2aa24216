import type { Plugin } from "../../kernel/host.ts";
import { goalDriver } from "./goal-driver.ts";
import type { Planner } from "./planner.ts";
import { reflectWith } from "./reflect.ts";
import { modelPlanning, provenExamples } from "./planning.ts";

const VERSION = "2.0.0";

export const plugin: Plugin = {
  manifest: {
    name: "planner",
    version: VERSION,
    description: "Finds a plan for a goal: from skills, from passages, or by a model that points",
  },
  activate(host) {
    const proven = provenExamples(host);
    const models = modelPlanning(host, proven);
    host.driver(
      goalDriver({
        version: VERSION,
        planners: () => host.provided<Planner>("planner"),
        toolsIn: (dir) => host.needs("tools").list(dir),
        models,
        reflect: reflectWith(host, models),
        answer: async () => null,
      }),
    );
    host.provide("unrun-planner", "goal", { plan: models.planUnrun });
    host.provide("examples", "proven", { examples: async () => proven() });
  },
};
