import type { Plugin } from "../../kernel/host.ts";
import { filesGone } from "./gone.ts";
import { reduceTold, TOLD, toldReflex, toldSchema } from "./told.ts";
import { timeVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "time",
    version: "1.0.0",
    description: "Goes back in runs and on from there: rewind, undo, fork",
  },
  activate(host) {
    host.eventType({ type: TOLD, schema: toldSchema, reduce: reduceTold });
    host.reflex(toldReflex(host));
    host.provide("gaps", "time", filesGone);
    for (const verb of timeVerbs(host)) host.verb(verb);
  },
};
