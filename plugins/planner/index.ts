import type { Plugin } from "../../kernel/host.ts";
import { goalDriver } from "./goal-driver.ts";
import type { Planner } from "./planner.ts";

const VERSION = "1.0.0";

export const plugin: Plugin = {
  manifest: {
    name: "planner",
    version: VERSION,
    description: "Finds a plan for a goal among those that skills and others propose",
  },
  activate(host) {
    host.driver(
      goalDriver({
        version: VERSION,
        planners: () => host.provided<Planner>("planner"),
        toolsIn: (dir) => host.needs("tools").list(dir),
      }),
    );
  },
};
