import type {
  McpServer,
  StandardSchemaWithJSON,
  ToolAnnotations,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Mutex } from "./mutex.ts";
import { finality, Refusal } from "./refusal.ts";
import type { Root } from "./root.ts";

/** What every tool of one server shares. */
export interface Context {
  readonly root: Root;
  /** Bytes that one whole read may answer with. */
  readonly maxBytes: number;
  /** Changes run one after the other, so that a check and the change it guards are one step. */
  readonly changes: Mutex;
}

/** A prediction that the host may check after the call, and after a crash; `$args.x` is filled by the host. */
export interface ExpectTemplate {
  readonly probe: { readonly tool: string; readonly args: Record<string, string> };
  readonly matches: Record<string, unknown>;
}

export interface Tool<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly annotations: ToolAnnotations;
  readonly effect: "read" | "probe";
  readonly expect?: readonly ExpectTemplate[];
  readonly paths: readonly string[];
  readonly examples: readonly WorkedGoal<z.input<Input>>[];
  readonly sources?: ArgumentSources;
  run(args: z.output<Input>, context: Context, signal: AbortSignal): Promise<z.output<Output>>;
  /** One line for people and for clients that show no structured content. */
  summary(output: z.output<Output>): string;
}

/** A goal in a person's words and the call that meets it. */
export interface WorkedGoal<Args> {
  readonly goal: string;
  readonly args: Args;
}

/** Where a planner may take an argument's value from, where its name does not say so already. */
export type ArgumentSources = Readonly<
  Record<string, { readonly from: readonly ("goal" | "facts" | "results" | "free")[] }>
>;

/** Adds a tool to a server: the shape that lets tools of different types stand in one list. */
export type Install = (server: McpServer, context: Context) => void;

export const READ_ONLY: ToolAnnotations = { readOnlyHint: true, openWorldHint: false };

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
): Install {
  return (server, context) => {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: tool.input as StandardSchemaWithJSON,
        outputSchema: tool.output as StandardSchemaWithJSON,
        annotations: { title: tool.title, ...tool.annotations },
        _meta: {
          "dev.glassbox/effect": tool.effect,
          "dev.glassbox/paths": tool.paths,
          "dev.glassbox/examples": tool.examples,
          ...(tool.sources && { "dev.glassbox/arguments": tool.sources }),
          ...(tool.expect && { "dev.glassbox/expect": tool.expect }),
        },
      },
      async (args, { mcpReq }) => {
        try {
          const output = await tool.run(args as z.output<Input>, context, mcpReq.signal);
          return {
            content: [{ type: "text", text: tool.summary(output) }],
            structuredContent: output,
          };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return {
            content: [{ type: "text", text: error.message }],
            isError: true,
            _meta: finality(error),
          };
        }
      },
    );
  };
}

/** A misspelt argument is an error with the known names, never silently ignored. */
export function input<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown argument ${issue.keys?.join(", ")}; the arguments are ${known}`
        : undefined,
  });
}
