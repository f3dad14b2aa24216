import type { Plugin } from "../../kernel/host.ts";
import { bisectVerb } from "./bisect.ts";
import { diffVerb } from "./diff.ts";
import { fileVerb } from "./file.ts";
import { filesVerb } from "./files.ts";
import { queryVerb } from "./query.ts";

export const plugin: Plugin = {
  manifest: {
    name: "travel",
    version: "1.0.0",
    description: "Looks at any moment of a run, compares two, finds one, and queries them all",
  },
  activate(host) {
    const verbs = [fileVerb(host), filesVerb(host), diffVerb(host), bisectVerb(host)];
    for (const verb of [...verbs, queryVerb(host)]) host.verb(verb);
  },
};
