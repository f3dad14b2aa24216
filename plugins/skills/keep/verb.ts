import { z } from "zod";

import type { Host } from "../../../kernel/host.ts";
import { defineVerb, type Verb } from "../../../kernel/verb.ts";
import type { Catalog } from "../catalog.ts";
import { slotTypes } from "../slot-types.ts";

const input = z.strictObject({
  run: z.string().min(1),
  name: z
    .string()
    .max(64)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be of small letters, digits and single hyphens")
    .optional(),
  write: z.boolean().default(false),
});

const output = z.object({
  name: z.string(),
  run: z.string(),
  path: z.string(),
  trigger: z.string(),
  access: z.enum(["read", "write"]),
  slots: z.array(
    z.object({
      name: z.string(),
      type: z.enum(slotTypes),
      value: z.union([z.string(), z.number()]),
    }),
  ),
  notes: z.array(z.string()),
  /** What of it is there already. */
  change: z.enum(["new", "changed", "same"]),
  diff: z.string(),
  written: z.boolean(),
});

export type KeepInput = z.output<typeof input>;
export type Kept = z.output<typeof output>;

/** Makes a skill of a run that was proved. */
export function keepVerb(host: Host, catalog: Catalog): Verb {
  return defineVerb({
    name: "skills.keep",
    description:
      "Turns the plan of a proved run into a skill with slots: shows it as a diff, and writes it when told to.",
    scope: "person",
    input,
    output,
    async handler(given, call) {
      const { keep } = await import("./keep.ts");
      return keep(host, catalog, given, call);
    },
  });
}
