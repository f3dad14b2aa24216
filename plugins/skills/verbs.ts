import { join } from "node:path";
import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Catalog } from "./catalog.ts";
import type { Found } from "./skill.ts";

const summary = z.object({
  name: z.string(),
  description: z.string(),
  triggers: z.array(z.string()),
  access: z.enum(["read", "write"]),
  source: z.enum(["library", "home"]),
  path: z.string(),
  problem: z.string().optional(),
});

const details = summary.extend({
  example: z.string(),
  slots: z.record(z.string(), z.unknown()),
  body: z.string(),
  plan: z.record(z.string(), z.unknown()).nullable(),
});

/** The verbs of skills: what is there, what one says, and a new one. */
export function skillVerbs(host: Pick<Host, "tenantDir">, catalog: Catalog): readonly Verb[] {
  return [
    defineVerb({
      name: "skills.list",
      description: "Lists the skills of the library and of the home, broken ones too.",
      scope: "read",
      input: z.strictObject({}),
      output: z.object({ skills: z.array(summary) }),
      handler: async () => ({ skills: (await catalog.list()).map(summaryOf) }),
    }),
    defineVerb({
      name: "skills.show",
      description: "Shows a skill: its instructions, its triggers and slots, and its plan.",
      scope: "read",
      input: z.strictObject({ name: z.string().min(1) }),
      output: details,
      async handler({ name }) {
        const found = await catalog.list();
        const one = found.find((each) => each.name === name);
        if (!one) {
          const known = found.map((each) => each.name);
          throw new KernelError(
            "not_found",
            `there is no skill ${name}${didYouMean(name, known)}`,
            {
              hint: "glassbox skills ls lists them",
            },
          );
        }
        if ("problem" in one) throw usage(one.problem.message, one.problem.hint);
        const { exampleOf } = await import("./example.ts");
        const { body, template } = one.skill;
        return {
          ...summaryOf(one),
          body,
          example: template ? exampleOf(one.skill, template) : "",
          slots: { ...template?.slots },
          plan: template && { ...template.plan },
        };
      },
    }),
    defineVerb({
      name: "skills.add",
      description: "Checks a skill folder and copies it into the home.",
      scope: "person",
      input: z.strictObject({ path: z.string().min(1) }),
      output: z.object({ name: z.string(), path: z.string() }),
      async handler({ path }) {
        const { addSkill } = await import("./add.ts");
        return addSkill(path, join(host.tenantDir, "skills"));
      },
    }),
  ];
}

function summaryOf(found: Found): z.input<typeof summary> {
  const { name, source, path } = found;
  if ("problem" in found) {
    const problem = found.problem.message;
    return { name, description: "", triggers: [], access: "read", source, path, problem };
  }
  const { description, template } = found.skill;
  const triggers = template?.triggers.map((trigger) => trigger.source) ?? [];
  return { name, description, triggers, access: template?.access ?? "read", source, path };
}
