import { z } from "zod";

import { isObject, type JsonObject, type JsonSchema } from "../../kernel/json.ts";

const json = z.custom<JsonObject>(isObject, "must be an object");
const jsonSchema = z.custom<JsonSchema>(
  (value) => typeof value === "boolean" || isObject(value),
  "must be a JSON Schema",
);
const reference = z.string().startsWith("$", 'must be a reference such as "$s1.items"');

const factName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, "must be lower-case letters, digits and _, at most 64");

const expectation = z.strictObject({
  probe: z.strictObject({ tool: z.string().includes("__"), args: json.default({}) }).optional(),
  matches: jsonSchema,
});

const expectations = z
  .union([expectation, z.array(expectation)])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .default([]);

const toolCall = z.strictObject({
  server: z.string().min(1),
  name: z.string().min(1),
  args: json.default({}),
});

/** What a child run may take of what is left. */
const share = z.number().nonnegative().optional();

const wait = z.union([
  z.strictObject({
    for: z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a duration such as "90s"'),
  }),
  z.strictObject({ until: z.union([z.iso.datetime({ offset: true }), reference]) }),
  z.strictObject({ event: z.strictObject({ type: z.string(), subject: z.string().optional() }) }),
  z.strictObject({ run: z.string().min(1) }),
  z.strictObject({ answer: z.string().min(1) }),
]);

const action = z.union([
  z.strictObject({ tool: toolCall }),
  z.strictObject({
    run: z.strictObject({
      goal: z.string().min(1),
      plan: json.optional(),
      budget: z
        .strictObject({
          steps: share,
          seconds: share,
          modelCalls: share,
          tokens: share,
          usd: share,
        })
        .optional(),
    }),
  }),
  z.strictObject({
    ask: z.strictObject({
      question: z.string().min(1),
      schema: jsonSchema.default({ type: "string" }),
      to: z.string().default("person"),
      expires: z.iso.datetime({ offset: true }).optional(),
    }),
  }),
  z.strictObject({ wait }),
]);

/** A stretch of the goal's text as `slice` takes it: UTF-16 units, the end is not part of it. */
const span = z
  .tuple([z.int().min(0), z.int().min(0)])
  .refine(([start, end]) => start < end, "must begin before it ends");

/** Where the value of one argument comes from. */
const argumentSource = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("goal"), span }),
  z.strictObject({ from: z.literal("results"), step: z.string().min(1) }),
  z.strictObject({ from: z.literal("facts"), name: factName }),
  z.strictObject({ from: z.literal("input") }),
  /** A model's own words. */
  z.strictObject({ from: z.literal("free"), model: z.string().min(1).optional() }),
  /** What the tool's schema says without being asked. */
  z.strictObject({ from: z.literal("default") }),
]);

export type ArgumentSource = z.infer<typeof argumentSource>;

const stepSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, "must be lower-case letters, digits and _, at most 64"),
  intent: z.string().default(""),
  do: action,
  after: z.array(z.string()).default([]),
  /** Fan-out: the step is done once for each element, which its arguments see as `$item`. */
  each: reference.optional(),
  /** With `each`: one element after the other. */
  inTurn: z.boolean().optional(),
  expect: expectations,
  /** Facts to keep from the result: name → reference. */
  learn: z.record(factName, reference).default({}),
  /** Where each argument comes from, by its path: `path`, `edits[0].oldText`. */
  from: z.record(z.string(), argumentSource).optional(),
});

export const planSchema = z.strictObject({
  goal: z.string().min(1).optional(),
  steps: z
    .array(stepSchema)
    .min(1, "must have at least one step")
    .max(300, "must have at most 300 steps: fan out with each, or start runs"),
  /** What must hold at the end, judged by fresh reads. */
  expect: expectations,
  answer: z.string().optional(),
  /** What the proof line says was checked. */
  proof: z.string().optional(),
  /** Citations `{path, line, raw|text}` and the steps in whose recorded answers they must be found. */
  cite: z
    .strictObject({ of: reference, in: z.union([z.string(), z.array(z.string())]) })
    .transform((cite) => ({ of: cite.of, in: Array.isArray(cite.in) ? cite.in : [cite.in] }))
    .optional(),
});

export type ParsedPlan = z.infer<typeof planSchema>;
