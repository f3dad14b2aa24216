import { z } from "zod";

import type { Kernel } from "../../kernel/kernel.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import { fingerprint } from "./environment.ts";
import { VERSION } from "./version.ts";

const empty = z.object({});

/** What can be asked of the process itself. */
export function processVerbs(kernel: Kernel, home: string, leave: () => void): readonly Verb[] {
  const startedAt = new Date().toISOString();
  return [
    defineVerb({
      name: "kernel.info",
      description: "Says which kernel process answers.",
      scope: "read",
      input: empty,
      output: z.object({
        version: z.string(),
        pid: z.number(),
        epoch: z.number(),
        home: z.string(),
        startedAt: z.string(),
        environment: z.record(z.string(), z.string()),
      }),
      handler: async () => ({
        version: VERSION,
        pid: process.pid,
        epoch: kernel.ledger.epoch,
        home,
        startedAt,
        environment: fingerprint(),
      }),
    }),
    defineVerb({
      name: "kernel.stop",
      description: "Ends the kernel process in good order; its runs can be resumed.",
      scope: "person",
      input: empty,
      output: empty,
      handler: async () => {
        // After the answer is out.
        setTimeout(leave, 0);
        return {};
      },
    }),
    defineVerb({
      name: "verbs.list",
      description: "Lists everything that can be asked of this kernel.",
      scope: "read",
      input: empty,
      output: z.object({ verbs: z.array(z.looseObject({ name: z.string() })) }),
      handler: async () => ({ verbs: kernel.verbs.list().map(describe) }),
    }),
  ];
}

function describe({ name, description, scope, input, output }: Verb) {
  const schema = (of: z.ZodType, io: "input" | "output") =>
    z.toJSONSchema(of, { io, unrepresentable: "any" });
  return {
    name,
    description,
    scope,
    input: schema(input, "input"),
    output: schema(output, "output"),
  };
}
