import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import { forkInput } from "./fork-input.ts";
import { inTurn } from "./in-turn.ts";
import { onConflict } from "./on-conflict.ts";

/** What they do is loaded at their first call: an idle kernel does not hold it. */
export function timeVerbs(host: Host): readonly Verb[] {
  return [rewindVerb(host), undoVerb(host), forkVerb(host)];
}

function rewindVerb(host: Host) {
  return defineVerb({
    name: "run.rewind",
    description:
      "Takes a run back to one of its events: it goes on from there when it is resumed. What the world saw stays; files too, unless they are wanted back.",
    input: z.object({
      run: z.string(),
      files: z.boolean().default(false),
      dryRun: z.boolean().default(false),
      onConflict,
    }),
    output: z.custom<JsonObject>(isObject),
    scope: "person",
    async handler(input, call) {
      const { rewind } = await import("./rewind.ts");
      return inTurn(host, () => rewind(host, input, call.actor));
    },
  });
}

function undoVerb(host: Host) {
  return defineVerb({
    name: "run.undo",
    description:
      "Takes back the last thing that was done to a folder: what a run made of its files, or a rewind. A run or a restore can be named.",
    input: z.object({
      /** A run, or the name of a restore; without it the last deed in `dir`. */
      of: z.string().min(1, "must name a run or a restore").optional(),
      dir: z.string().optional(),
      dryRun: z.boolean().default(false),
      onConflict,
    }),
    output: z.custom<JsonObject>(isObject),
    scope: "person",
    async handler(input, call) {
      const { undo } = await import("./undo.ts");
      return inTurn(host, () => undo(host, input, call.actor));
    },
  });
}

function forkVerb(host: Host) {
  return defineVerb({
    name: "run.fork",
    description:
      "Begins a new run that shares everything up to an event of another one and really goes on from there, with another goal, model, plan, fact, answer or budget.",
    input: forkInput,
    output: z.object({
      run: z.string(),
      label: z.string(),
      of: z.string(),
      at: z.number(),
      told: z.number(),
      files: z.custom<JsonObject>(isObject).nullable(),
    }),
    scope: "person",
    async handler(given, call) {
      if (given.yes && call.via === "mcp")
        throw usage("yes is a person's word", "approve at a terminal");
      const { fork } = await import("./fork.ts");
      return inTurn(host, () => fork(host, given, call.actor));
    },
  });
}
