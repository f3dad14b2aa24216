import type { Driver } from "../contracts/driver.ts";
import type { Host } from "../../kernel/host.ts";
import { answerFrom } from "./answer/index.ts";
import type { Example } from "./examples/example.ts";
import { type GoalDriverParts, goalDriver } from "./goal-driver.ts";
import { groundsOf } from "./grounds.ts";
import type { Planner } from "./planner.ts";
import { type ModelPlanning, modelPlanning, provenExamples } from "./planning.ts";
import { reflectWith } from "./reflect.ts";

export interface Planning {
  readonly driver: Pick<Driver, "first" | "next">;
  readonly planUnrun: ModelPlanning["planUnrun"];
  proven(): readonly Example[];
}

/** All that plans: the driver of runs that begin with a goal, and what it plans with. */
export function planningOf(host: Host): Planning {
  const proven = provenExamples(host);
  const models = modelPlanning(host, proven);
  const parts: GoalDriverParts = {
    planners: () => host.provided<Planner>("planner"),
    toolsIn: (dir) => host.needs("tools").list(dir),
    models,
    reflect: reflectWith(host, models),
    answer: answerFrom({ models: answering(models), ledger: () => host.kernel().ledger }),
    grounds(state) {
      const { ledger, runs } = host.kernel();
      return groundsOf(ledger, runs.head(state.run), state);
    },
  };
  return { driver: goalDriver(parts), planUnrun: models.planUnrun, proven };
}

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
