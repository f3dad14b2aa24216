import type { Plugin } from "../../kernel/host.ts";
import { forkVerb } from "./fork.ts";
import { filesGone } from "./gone.ts";
import { rewindVerb } from "./rewind.ts";
import { reduceTold, TOLD, toldReflex, toldSchema } from "./told.ts";
import { undoVerb } from "./undo.ts";

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
    for (const verb of [rewindVerb(host), undoVerb(host), forkVerb(host)]) host.verb(verb);
  },
};
