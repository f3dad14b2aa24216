import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";
import type { Addresses } from "../contracts/addresses.ts";
import { unavailable } from "../../kernel/error.ts";
import type { Replayed, ReplayOptions } from "./replay.ts";
import type { ReplaySources } from "./sources.ts";

/** As other parts of the house see it: provided as `replay`, named `replay`. */
export type Replay = (root: string, options?: ReplayOptions) => Promise<Replayed>;

const anyObject = z.custom<JsonObject>(isObject, "must be an object");

export function replayVerb(host: Host, sources: ReplaySources) {
  // A second house is loaded when one is built.
  const replay: Replay = async (root, options) => {
    const { replayTree } = await import("./replay.ts");
    return replayTree(host, sources, root, options);
  };
  host.provide("replay", "replay", replay);
  return defineVerb({
    name: "run.replay",
    description:
      "Does a run, and all that belongs to its tree, again from the recorded answers: nothing is asked, nothing is written. Names the first event that would be another one today.",
    input: z.object({ run: z.string() }),
    output: z.object({
      run: z.string(),
      label: z.string(),
      events: z.number(),
      compared: z.number(),
      difference: anyObject.nullable(),
      assumed: z.array(z.string()),
    }),
    scope: "read",
    async handler(input) {
      const addresses = host.provided<Addresses>("addresses").get("runs");
      if (!addresses)
        throw unavailable("nothing here finds runs", "glassbox doctor names what failed");
      const { ledger } = host.kernel();
      const run = addresses.run(input.run);
      const root = ledger.branch(run)?.root ?? run;
      const { difference, ...replayed } = await replay(root);
      const shown = difference as unknown as JsonObject | null;
      return {
        ...replayed,
        difference: shown,
        label: addresses.label(root),
        assumed: [...replayed.assumed],
      };
    },
  });
}
