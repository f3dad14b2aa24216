import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";

export function whyVerb(host: Host) {
  return defineVerb({
    name: "run.why",
    description:
      "Says what led to a step: its inputs and where they come from, the facts, the rule, the checks, and the decision behind its plan.",
    input: z.object({ run: z.string() }),
    output: z.custom<JsonObject>(isObject),
    scope: "read",
    async handler({ run }) {
      // An idle kernel does not hold it.
      const { why } = await import("./why.ts");
      return why(host, run);
    },
  });
}
