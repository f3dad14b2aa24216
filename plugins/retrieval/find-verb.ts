import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { toolKey } from "../../kernel/plan.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import { type ExampleSource, shippedExamples } from "./example.ts";
import type { Retrieval } from "./rank.ts";

/** Whoever searches waits, and words find most of it. */
const PATIENCE_MS = 1_000;

const part = z.number().min(0).max(1);

const found = z.object({
  key: z.string().describe("server__tool"),
  description: z.string(),
  effect: z.enum(["read", "keyed", "probe", "once"]),
  score: part,
  parts: z.object({ words: part, meaning: part.nullable(), example: part, types: part }),
  reasons: z.array(z.string()),
});

export function findVerb(host: Host, retrieval: Retrieval): Verb {
  return defineVerb({
    name: "tools.find",
    description: "Ranks the tools of a directory by how well each fits a goal, and says why.",
    input: z.object({
      goal: z.string().regex(/\S/, "is empty; say what is to be done"),
      dir: z.string().min(1),
      limit: z.int().min(1).max(1000).default(8),
    }),
    output: z.object({
      tools: z.array(found),
      embedder: z.string().nullable().describe("null when tools were ranked without one"),
    }),
    scope: "read",
    async handler({ goal, dir, limit }, { signal }) {
      const tools = await host.needs("tools").list(host.needs("workspace").open(dir));
      const sources = [...host.provided<ExampleSource>("examples").values()];
      const proven = await Promise.all(sources.map((source) => source.examples()));
      const examples = [...shippedExamples(tools), ...proven.flat()];
      const request = { text: goal, tools, examples, signal, patienceMs: PATIENCE_MS };
      const ranking = await retrieval.rank(request);
      return {
        tools: ranking.tools.slice(0, limit).map(({ tool, score, parts, reasons }) => ({
          key: toolKey(tool),
          description: tool.description,
          effect: tool.effect,
          score,
          parts,
          reasons: [...reasons],
        })),
        embedder: ranking.embedder,
      };
    },
  });
}
