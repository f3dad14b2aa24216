import type { Plugin } from "../../kernel/host.ts";
import type { Lifecycle } from "../contracts/lifecycle.ts";
import { planDriver } from "./plan-driver.ts";
import { appendTo, resumeRun } from "./resume.ts";
import { prepareRun, startRun } from "./start.ts";

export const plugin: Plugin = {
  manifest: {
    name: "lifecycle",
    version: "1.0.0",
    description: "Begins runs, and takes up those whose kernel is gone",
  },
  activate(host) {
    host.provide("driver", planDriver.name, planDriver);
    const runs = () => host.kernel().runs;
    const lifecycle: Lifecycle = {
      prepare: (request) => prepareRun(runs(), request),
      start: (request) => startRun(runs(), request),
      resume: (run) => resumeRun(runs(), run),
      append: (run, drafts) => appendTo(runs(), run, drafts),
    };
    host.provide("lifecycle", "runs", lifecycle);
  },
};
