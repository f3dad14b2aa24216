import { z } from "zod";

import { pythonSchema } from "./python-schema.ts";

const effect = z.enum(["read", "keyed", "probe", "once"]);
const serverName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case letters, digits and -");
const amount = z.number().nonnegative();

export const budgetSchema = z.strictObject({
  steps: amount.optional().describe("Tool calls of a plan's steps."),
  seconds: amount.optional().describe("Wall time."),
  modelCalls: amount.optional().describe("Calls of models."),
  tokens: amount.optional().describe("Tokens of models."),
  usd: amount.optional().describe("Money."),
});

const secretOr = "secret://NAME stands for what glassbox secrets set NAME has been given.";

/** What can be said of any server, wherever it runs. */
const anyServer = {
  effects: z
    .record(z.string(), effect)
    .optional()
    .describe("What a tool may do to the world, by its name; without a word it is once."),
  keys: z
    .record(z.string(), z.string().min(1))
    .optional()
    .describe("The argument by which a tool knows a call that it has had, by the tool's name."),
  policy: z
    .record(z.string().min(1), z.enum(["allow", "ask", "deny"]))
    .optional()
    .describe("By the tool's name, * for any text: allow without asking, ask each time, deny."),
  pool: z
    .enum(["shared", "session", "lease"])
    .optional()
    .describe("Who shares an instance: all (shared), one client, or one call at a time."),
  protocol: z
    .enum(["auto", "legacy", "modern"])
    .optional()
    .describe("legacy: up to 2025-11-25; modern: 2026-07-28; auto finds out."),
  idleSeconds: z
    .number()
    .nonnegative()
    .optional()
    .describe("After so long without a call it is stopped; 0: never. 300 unless given."),
  callsPerMinute: z.number().int().positive().optional().describe("How often it may be called."),
};

const stdioServer = z.strictObject({
  command: z
    .string()
    .min(1)
    .describe("The program that speaks MCP over its standard input and output."),
  args: z.array(z.string()).default([]),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe(`Added to a minimal environment. ${secretOr}`),
  cwd: z.string().min(1).optional().describe("Where it starts; your home folder unless given."),
  ...anyServer,
});

const httpServer = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, message: "must be an http or https address" })
    .describe("Where the server speaks MCP over Streamable HTTP."),
  headers: z.record(z.string(), z.string()).default({}).describe(secretOr),
  oauth: z
    .strictObject({
      clientId: z.string().min(1).optional(),
      clientSecret: z.string().startsWith("secret://").optional(),
      scopes: z.array(z.string().min(1)).optional(),
    })
    .optional()
    .describe("Of a client that was registered by hand; without it one registers itself."),
  ...anyServer,
});

const server = z.union([stdioServer, httpServer]);

const modelName = z.string().min(1).describe("provider/name, such as ollama/qwen3:4b, or none");
const webAddress = z.url({ protocol: /^https?$/, message: "must be an http or https address" });

/** A service of models besides Ollama. Keys are never here, only the name of the variable that holds one. */
const modelService = z.strictObject({
  url: webAddress.optional().describe("Where its API begins, often ending in /v1."),
  keyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of a variable, never a key")
    .optional()
    .describe("The environment variable that holds its key."),
  window: z.number().int().positive().optional().describe("Tokens of prompt and answer together."),
  parameters: z.number().int().positive().optional().describe("How many weights its models have."),
  price: z
    .strictObject({ input: amount, output: amount })
    .optional()
    .describe("Dollars for a million tokens."),
});

const FIXED_PROVIDERS = ["ollama", "openai", "anthropic", "scripted", "none"];
const serviceName = serverName.refine(
  (name) => !FIXED_PROVIDERS.includes(name),
  `must be another name than ${FIXED_PROVIDERS.join(", ")}`,
);
const argumentSource = z.strictObject({
  from: z
    .array(z.enum(["goal", "facts", "results", "free"]))
    .min(1)
    .describe("Where a model may take the value from."),
});

const models = z.strictObject({
  default: modelName.optional().describe("The model of goals; without it one of this machine."),
  embedder: modelName.optional().describe("The model that compares texts; likewise."),
  ollama: z
    .strictObject({
      url: webAddress.optional().describe("Instead of OLLAMA_HOST or 127.0.0.1:11434."),
      keepAlive: z
        .union([z.string().min(1), z.number()])
        .optional()
        .describe("How long a model stays loaded: 10m, or seconds."),
    })
    .prefault({}),
  openai: modelService.prefault({}),
  anthropic: modelService.prefault({}),
  compatible: z
    .record(serviceName, modelService.extend({ url: webAddress }))
    .default({})
    .describe("Servers that speak OpenAI's protocol, by name: llama.cpp, vLLM, LM Studio."),
  scripted: z
    .strictObject({ file: z.string().min(1).describe("A JSON file of answers.") })
    .optional()
    .describe("A model for tests; counts from the next start of the kernel."),
  planFreeFrom: z
    .number()
    .nonnegative()
    .default(1e9)
    .describe("Number of weights from which a model plans in words and may write free arguments."),
  arguments: z
    .record(z.string().min(1), z.record(z.string().min(1), argumentSource))
    .default({})
    .describe("Where an argument's value may come from, by server__tool and parameter."),
});

const toolPatterns = z.array(z.string().min(1)).default([]);

const telemetry = z.strictObject({
  endpoint: webAddress.describe("A collector of OpenTelemetry: http://127.0.0.1:4318."),
  headersEnv: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, "must be the name of a header"), z.string().min(1))
    .default({})
    .describe("Headers, each with the environment variable that holds its value."),
  content: z.boolean().default(false).describe("Prompts, answers, arguments and results too."),
  logs: z.boolean().default(true).describe("Each event as a log record, besides the spans."),
  everySeconds: z.number().positive().default(1).describe("How long events are gathered."),
});

/** `$GLASSBOX_HOME/config.json`. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  servers: z.record(serverName, server).default({}).describe("MCP servers, by name."),
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
      deny: toolPatterns.describe("Tools that no run may use: server__tool, * for any text."),
      allow: toolPatterns.describe("If there are any, the only tools that runs may use."),
    })
    .prefault({}),
  python: pythonSchema
    .prefault({})
    .describe("Programs in Python; counts for interpreters that are started from then on."),
  models: models.prefault({}).describe("Which models there are, and which one plans."),
  proof: z
    .strictObject({
      checkpoints: z
        .string()
        .min(1)
        .optional()
        .describe(
          "Folder for signed checkpoints, best on another disk; none: nowhere. By default below $XDG_STATE_HOME.",
        ),
    })
    .prefault({}),
  mcp: z
    .strictObject({
      surface: z
        .enum(["stable", "full", "auto"])
        .default("stable")
        .describe(
          "What clients are shown: a few tools that find and call the others (stable), all of them (full), or all as long as they take a small part of the client's context (auto).",
        ),
      prefix: z
        .enum(["always", "collision"])
        .default("always")
        .describe("When a server's name stands before its tools: server__tool."),
      dir: z.string().min(1).optional().describe("Where clients work that name no folder."),
      contextTokens: z.number().int().positive().default(200_000).describe("For auto."),
      contextShare: z.number().positive().max(1).default(0.03).describe("For auto."),
      callsPerMinute: z.number().int().positive().optional().describe("Of one client."),
      budget: budgetSchema
        .optional()
        .describe(
          "What the runs of one client may take together in a day, which begins at midnight UTC.",
        ),
      resultTokens: z
        .number()
        .int()
        .positive()
        .default(20_000)
        .describe("A longer result is cut, and the rest kept under a handle."),
    })
    .prefault({})
    .describe("Clients that reach this home over MCP."),
  http: z
    .strictObject({
      listen: z
        .boolean()
        .default(false)
        .describe("Listen as long as the kernel runs; counts from its next start."),
      port: z.number().int().min(0).max(65_535).default(7341).describe("On 127.0.0.1; 0: any."),
    })
    .prefault({})
    .describe("The network listener, on this machine alone."),
  wire: z
    .strictObject({
      record: z.boolean().default(true).describe("Take down every message of MCP."),
      keepDays: z.number().positive().default(14),
      keepMb: z.number().positive().default(256),
    })
    .prefault({})
    .describe("The record of MCP messages, in files beside the ledger."),
  export: z
    .strictObject({
      otlp: telemetry.optional().describe("Counts from the next start of the kernel."),
    })
    .prefault({})
    .describe("What leaves this machine, and where to; nothing does unless it is named here."),
  workspace: z
    .strictObject({
      ignore: z
        .array(z.string().min(1))
        .default([])
        .describe("Names, or paths from the run's folder, that no look at a folder sees."),
      quotaMb: z
        .number()
        .positive()
        .default(2048)
        .describe("Above it, contents that only old finished runs hold are released."),
      pinned: z.array(z.string().min(1)).default([]).describe("Runs whose contents stay."),
    })
    .prefault({})
    .describe("What is kept of the files that runs work on."),
  run: z
    .strictObject({
      callTimeoutSeconds: z
        .number()
        .positive()
        .default(60)
        .describe("How long one tool call may take; counts from the next start of the kernel."),
      callsPerMinute: z
        .number()
        .int()
        .positive()
        .optional()
        .describe("How often one server may be called; what is too early waits."),
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
