import type { Plugin } from "../../kernel/host.ts";
import { goalDriver } from "./goal-driver.ts";
import { groundsOf } from "./grounds.ts";
import type { Planner } from "./planner.ts";
import { answerFrom } from "./answer/index.ts";
import { reflectWith } from "./reflect.ts";
import { type ModelPlanning, modelPlanning, provenExamples } from "./planning.ts";

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
    const driver = goalDriver({
      version: VERSION,
      planners: () => host.provided<Planner>("planner"),
      toolsIn: (dir) => host.needs("tools").list(dir),
      models,
      reflect: reflectWith(host, models),
      answer: answerFrom({ models: answering(models), ledger: () => host.kernel().ledger }),
      grounds(state) {
        const { ledger, runs } = host.kernel();
        return groundsOf(ledger, runs.head(state.run), state);
      },
    });
    host.provide("driver", driver.name, driver);
    host.provide("unrun-planner", "goal", { plan: models.planUnrun });
    host.provide("examples", "proven", { examples: async () => proven() });
  },
};

/** A model that only points writes no answers worth the wait, unless a person named it. */
function answering(models: ModelPlanning): ModelPlanning {
  return {
    ...models,
    async model(options) {
      const model = await models.model(options);
      return model && models.isSmall(model) && !models.isNamed(options) ? null : model;
    },
  };
}
