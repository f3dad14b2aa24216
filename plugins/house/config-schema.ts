import { z } from "zod";

const effect = z.enum(["read", "keyed", "probe", "once"]);
const serverName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case letters, digits and -");
const amount = z.number().nonnegative();

export const budgetSchema = z.strictObject({
  steps: amount.optional().describe("Tool calls of a plan's steps."),
  seconds: amount.optional().describe("Wall time."),
  tokens: amount.optional().describe("Tokens of models."),
  usd: amount.optional().describe("Money."),
});

const server = z.strictObject({
  command: z
    .string()
    .min(1)
    .describe("The program that speaks MCP over its standard input and output."),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}).describe("Added to a minimal environment."),
  cwd: z.string().min(1).optional().describe("Where it starts; your home folder unless given."),
  effects: z
    .record(z.string(), effect)
    .optional()
    .describe("What a tool may do to the world, by its name; without a word it is once."),
});

/** `$GLASSBOX_HOME/config.json`. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  servers: z.record(serverName, server).default({}).describe("MCP servers over stdio, by name."),
  tools: z
    .strictObject({
      web: z
        .strictObject({
          allow: z
            .array(z.string().min(1))
            .default([])
            .describe("host or host:port whose private addresses may be fetched."),
        })
        .prefault({}),
      shell: z
        .strictObject({
          enabled: z.boolean().default(false).describe("Offers shell_run, which asks each time."),
        })
        .prefault({}),
    })
    .prefault({}),
  run: z
    .strictObject({
      callTimeoutSeconds: z
        .number()
        .positive()
        .default(60)
        .describe("How long one tool call may take; counts from the next start of the kernel."),
      budget: budgetSchema.prefault({}).describe("For runs that name no budget of their own."),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;

/** `glassbox.config.json` in a run's directory. */
export const projectSchema = z
  .strictObject({
    $schema: z.string().optional(),
    disable: z
      .array(z.string().min(1))
      .default([])
      .describe("Servers (web) or tools (files__files_delete) that no run here may use."),
    run: z.strictObject({ budget: budgetSchema.prefault({}) }).prefault({}),
  })
  .describe("a project can only narrow what the home allows");

export type ProjectConfig = z.output<typeof projectSchema>;
