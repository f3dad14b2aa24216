import type { Plugin } from "../../kernel/host.ts";
import { sha256 } from "../../kernel/json.ts";
import type { Driver } from "../contracts/driver.ts";
import type { Planning } from "./compose.ts";
import type { ModelPlanning } from "./planning.ts";

const VERSION = "2.0.0";

export const plugin: Plugin = {
  manifest: {
    name: "planner",
    version: VERSION,
    description: "Finds a plan for a goal: from skills, from passages, or by a model that points",
  },
  activate(host) {
    let made: Planning | null = null;
    // Loaded with the first goal: an idle kernel does not hold it.
    const planning = async () => (made ??= (await import("./compose.ts")).planningOf(host));
    const driver: Driver = {
      name: "goal",
      hash: sha256(`goal/${VERSION}`),
      first: async (request) => (await planning()).driver.first(request),
      next: async (...asked) => (await planning()).driver.next(...asked),
    };
    const plan: ModelPlanning["planUnrun"] = async (request, signal) =>
      (await planning()).planUnrun(request, signal);
    host.provide("driver", driver.name, driver);
    host.provide("unrun-planner", "goal", { plan });
    host.provide("examples", "proven", { examples: async () => (await planning()).proven() });
  },
};
