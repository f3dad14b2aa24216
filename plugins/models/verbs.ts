import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Providers } from "./find.ts";
import { listModels } from "./list.ts";
import type { ChoosingModels } from "./models.ts";

const amount = z.number().nullable();
const output = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      bytes: amount,
      parameters: amount,
      window: amount,
      capabilities: z.array(z.string()).readonly(),
      remote: z.boolean(),
      chosen: z.boolean(),
    }),
  ),
  chosen: z.object({
    name: z.string().nullable(),
    why: z.string(),
    remote: z.boolean(),
    problem: z.string(),
  }),
  embedder: z.string().nullable(),
  providers: z.array(z.object({ name: z.string(), remote: z.boolean(), problem: z.string() })),
});

export function modelVerbs(
  host: Host,
  models: ChoosingModels,
  providers: () => Providers,
): readonly Verb[] {
  return [
    defineVerb({
      name: "models.list",
      description: "Lists the models that are there, and says which one a goal would use and why.",
      scope: "read",
      input: z.object({}),
      output,
      handler: async (_, { signal }) => {
        const {
          models: rows,
          providers: asked,
          ...said
        } = await listModels(models, providers(), signal);
        return { models: [...rows], ...said, providers: [...asked] };
      },
    }),
    defineVerb({
      name: "models.use",
      description: "Makes a model the one that goals use; none: no model at all.",
      scope: "person",
      input: z.object({ name: z.string().min(1).describe("provider/name, or none") }),
      output: z.object({ name: z.string(), remote: z.boolean() }),
      async handler({ name }, call) {
        const model = await models.choose(name);
        await host.kernel().verbs.call("config.set", { key: "models.default", value: name }, call);
        return { name, remote: model?.remote ?? false };
      },
    }),
  ];
}
