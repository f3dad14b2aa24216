import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { addressesOf } from "./moment.ts";

export function bisectVerb(host: Host) {
  return defineVerb({
    name: "run.bisect",
    description:
      "Finds the first event of a run after which its state fits a JSON Schema or a comparison, and what led to it.",
    input: z.object({
      run: z.string(),
      when: z.custom<JsonValue>((value) => value !== undefined, "is missing"),
    }),
    output: z.custom<JsonObject>(isObject),
    scope: "read",
    async handler(input, call) {
      const [{ causesOf, causeView }, { parsePredicate }, { search }] = await Promise.all([
        import("./cause.ts"),
        import("./predicate.ts"),
        import("./search.ts"),
      ]);
      const kernel = host.kernel();
      const place = addressesOf(host).place(input.run);
      if (place.path !== null) throw usage("run: a run is searched, not a file", "leave out :PATH");
      const predicate = parsePredicate(input.when, host.needs("validator"));
      const { ledger, runs } = kernel;
      const { extensions } = runs.services;
      const parts = { ledger, extensions, files: () => host.needs("files") };
      const found = await search(parts, place, predicate, call.signal);
      const { run, label, branch } = place;
      const about = { run, label, branch, when: predicate.text, ...found };
      if (found.first === null) return { ...about, event: null, causes: [] };
      const range = { from: found.first, to: found.first };
      const [event] = [...kernel.ledger.readBranch(branch, range)];
      return {
        ...about,
        event: causeView(event!),
        causes: causesOf(kernel.ledger, branch, event!),
      };
    },
  });
}
