import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { EXAMPLES } from "./examples.ts";
import { execute, type Outcome } from "./execute.ts";

export interface RunOptions {
  /** Absolute. */
  readonly root: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

const KNOWN = "the arguments are command, stdin";

const inputSchema = z.strictObject(
  {
    command: z
      .string({ error: "give a command for /bin/sh" })
      .regex(/\S/, "is empty; give a command for /bin/sh")
      .regex(/^[^\0]*$/, "holds a NUL byte; leave it out")
      .max(100_000, "is too long; put a long script into a file and run that")
      .describe("Command line for /bin/sh, run in the root directory"),
    stdin: z.string().default("").describe("Text for the command's standard input"),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown argument ${issue.keys?.join(", ")}; ${KNOWN}`
        : undefined,
  },
);

const outputSchema = z.object({
  exitCode: z.number().nullable().describe("null when a signal ended the command"),
  signal: z.string().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean().describe("The middle of a long output was left out"),
  durationMs: z.number(),
});

export function installRun(server: McpServer, options: RunOptions): void {
  server.registerTool(
    "shell_run",
    {
      title: "Run a shell command",
      description: "Runs one command line in the root directory and answers its output and status.",
      inputSchema,
      outputSchema,
      annotations: {
        title: "Run a shell command",
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: true,
      },
      _meta: {
        "dev.glassbox/effect": "once",
        "dev.glassbox/paths": [],
        "dev.glassbox/examples": EXAMPLES,
        // A command is what a person wrote; a model makes none up, however big it is.
        "dev.glassbox/arguments": {
          command: { from: ["goal"] },
          stdin: { from: ["goal", "facts", "results"] },
        },
      },
    },
    async ({ command, stdin }, { mcpReq }) => {
      const { root: cwd, timeoutMs, maxOutputBytes } = options;
      const signal = mcpReq.signal;
      const run = { command, stdin, cwd, timeoutMs, maxOutputBytes, signal };
      const { timedOut, ...outcome } = await execute(run);
      if (!timedOut) return answer(outcome, summary(outcome));
      const _meta = { "dev.glassbox/final": true };
      return { ...answer(outcome, overdue(timeoutMs)), isError: true, _meta };
    },
  );
}

function answer(outcome: Omit<Outcome, "timedOut">, text: string) {
  return { content: [{ type: "text" as const, text }], structuredContent: outcome };
}

/** A status other than 0 is an answer, not an error of the tool: many commands mean something by it. */
function summary({ exitCode, signal, durationMs }: Omit<Outcome, "timedOut">): string {
  const how = signal === null ? `with status ${exitCode}` : `by ${signal}`;
  return `Ended ${how} after ${durationMs} ms`;
}

function overdue(timeoutMs: number): string {
  return (
    `command: ran longer than ${timeoutMs} ms and was killed with all it had started; ` +
    "what it did until then stays done. Give a command that ends sooner"
  );
}
