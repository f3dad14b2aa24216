import type {
  McpServer,
  StandardSchemaWithJSON,
  ToolAnnotations,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Mutex } from "./mutex.ts";
import type { Place } from "./place.ts";
import { Refusal } from "./refusal.ts";

/** What the tools of one outbox share. */
export interface Context {
  readonly place: Place;
  /** Mails go out one after the other. */
  readonly inTurn: Mutex;
}

/** What a host may expect of every call; it fills `$args.x` from the call's arguments. */
export interface ExpectTemplate {
  readonly probe: { readonly tool: string; readonly args: Readonly<Record<string, string>> };
  readonly matches: Readonly<Record<string, unknown>>;
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
  /** Arguments that say where something goes. */
  readonly destinations?: readonly string[];
  readonly examples: readonly { readonly goal: string; readonly args: z.input<Input> }[];
  run(args: z.output<Input>, context: Context): Promise<z.output<Output>>;
  /** One line for people. */
  summary(output: z.output<Output>): string;
}

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
          "dev.glassbox/examples": tool.examples,
          ...(tool.expect && { "dev.glassbox/expect": tool.expect }),
          ...(tool.destinations && { "dev.glassbox/destinations": tool.destinations }),
        },
      },
      async (args) => {
        try {
          const output = await tool.run(args as z.output<Input>, context);
          return {
            content: [{ type: "text", text: tool.summary(output) }],
            structuredContent: output,
          };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const content = [{ type: "text" as const, text: error.message }];
          return { content, isError: true, _meta: { "dev.glassbox/final": true } };
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

export const idArg = z
  .string({ error: "give the mail's id, such as 014" })
  .regex(/^[\w.-]{1,100}$/, "is of letters, digits, _, . and -, at most 100")
  .describe("Id of the mail, such as the number of the invoice");
