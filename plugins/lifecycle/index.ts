import type { EventDraft } from "../../kernel/event.ts";
import type { Plugin } from "../../kernel/host.ts";
import { planDriver } from "./plan-driver.ts";
import { appendTo, resumeRun } from "./resume.ts";
import { prepareRun, type RunRequest, startRun } from "./start.ts";

export const plugin: Plugin = {
  manifest: {
    name: "lifecycle",
    version: "1.0.0",
    description: "Begins runs, and takes up those whose kernel is gone",
  },
  activate(host) {
    host.provide("driver", planDriver.name, planDriver);
    const runs = () => host.kernel().runs;
    host.provide("lifecycle", "runs", {
      prepare: (request: RunRequest) => prepareRun(runs(), request),
      start: (request: RunRequest) => startRun(runs(), request),
      resume: (run: string) => resumeRun(runs(), run),
      append: (run: string, drafts: readonly EventDraft[]) => appendTo(runs(), run, drafts),
    });
  },
};
