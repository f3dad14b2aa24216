import { z } from "zod";

import { type KernelError, usage } from "../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { firstIssue } from "../../kernel/verb.ts";
import type { PlanTemplate } from "./skill.ts";
import { slotTypes } from "./slot-types.ts";
import { type Slot, slotValue } from "./slots.ts";
import { compileTrigger, type Trigger } from "./trigger.ts";
import { slotsIn, surelyIn } from "./trigger-parse.ts";

const object = z.custom<JsonObject>(isObject, "must be an object");
const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be of small letters, digits and _, and begin with a letter");

const slot = z.strictObject({
  type: z.enum(slotTypes),
  default: z.union([z.string(), z.number()]).optional(),
  description: z.string().optional(),
});

/** What is special to a template; the plan language itself is checked before each run. */
const planFile = z
  .object({
    triggers: z.array(z.string().min(1)).min(1, "must have at least one trigger").max(50),
    slots: z.record(identifier, slot).default({}),
    access: z.enum(["read", "write"], "must be read or write"),
    needs: z.array(z.string().min(1)).default([]),
    steps: z
      .array(z.looseObject({ id: identifier, do: object }))
      .min(1, "must have at least one step"),
    expect: z.union([object, z.array(object)]).optional(),
    answer: z.string().optional(),
    proof: z.string().optional(),
    cite: object.optional(),
    goal: z.string().optional(),
  })
  .strict();

const REFERENCE = /^\$slots\.(.+)$|\$\{slots\.([^}]*)\}/g;
/** Far above any default that a slot may have: only whether it can be read counts here. */
const SOME_TIME = Date.UTC(2026, 0, 1);

/** Checks a plan.yaml as far as it can be without the tools. Throws `usage` with the file and the mend. */
export function readTemplate(value: JsonValue, file: string): PlanTemplate {
  const known = Object.keys(planFile.shape);
  const unknown = Object.keys(isObject(value) ? value : {}).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw usage(
      `${file}: there is no field ${unknown}${didYouMean(unknown, known)}`,
      `correct ${file}`,
    );
  const parsed = planFile.safeParse(value);
  if (!parsed.success)
    throw usage(`${file}: ${firstIssue(parsed.error)}`, `correct ${file}; see docs/skills.md`);
  const { triggers, slots, access, needs } = parsed.data;
  for (const [name, one] of Object.entries(slots)) checkDefault(name, one, file);
  const compiled = triggers.map((source) => readTrigger(source, slots, file));
  const { triggers: _, slots: __, access: ___, needs: ____, ...plan } = value as JsonObject;
  for (const name of referencedSlots(plan)) {
    if (!Object.hasOwn(slots, name))
      throw usage(
        `${file}: $slots.${name} is no slot${didYouMean(name, Object.keys(slots))}`,
        `declare it under slots in ${file}`,
      );
  }
  return { triggers: compiled, slots, access, needs, plan };
}

function checkDefault(name: string, { type, default: given }: Slot, file: string): void {
  if (given === undefined || slotValue(type, String(given), SOME_TIME) !== null) return;
  throw usage(
    `${file}: slots.${name}.default: ${JSON.stringify(given)} is no ${type}`,
    `correct it in ${file}`,
  );
}

function readTrigger(source: string, slots: Readonly<Record<string, Slot>>, file: string): Trigger {
  const trigger = inFile(file, () => compileTrigger(source));
  const surely = surelyIn(trigger.part);
  for (const name of slotsIn(trigger.part)) {
    if (!Object.hasOwn(slots, name))
      throw usage(
        `${file}: the trigger ${JSON.stringify(source)} takes {${name}}, which slots does not declare${didYouMean(name, Object.keys(slots))}`,
        `declare it under slots in ${file}`,
      );
  }
  for (const [name, one] of Object.entries(slots)) {
    if (surely.has(name) || one.default !== undefined) continue;
    throw usage(
      `${file}: a goal can match ${JSON.stringify(source)} without {${name}}`,
      `give slots.${name} a default in ${file}`,
    );
  }
  return trigger;
}

function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message, hint } = error as KernelError;
    if (code !== "usage") throw error;
    throw usage(`${file}: ${message}`, hint);
  }
}

function referencedSlots(value: JsonValue): string[] {
  if (typeof value === "string")
    return [...value.matchAll(REFERENCE)].map((found) => found[1] ?? found[2]!);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(referencedSlots);
}
