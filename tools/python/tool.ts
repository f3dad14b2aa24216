import type {
  CallToolResult,
  ContentBlock,
  McpServer,
  StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { type Call, callOf } from "./client/call.ts";
import { NOTHING, type Offers } from "./client/offers.ts";
import { finality, Momentary, Refusal } from "./refusal.ts";
import type { Sessions } from "./session/sessions.ts";
import type { Workshop } from "./workshop.ts";

/** What the tools of one server share. */
export interface Context {
  readonly workshop: Workshop;
  readonly sessions: () => Sessions;
  /** Tells this connection from all others. */
  readonly connection: string;
}

export interface Answer<Output> {
  readonly output: Output;
  /** For people, and for clients that show no structured content. */
  readonly text: string;
  readonly blocks?: readonly ContentBlock[];
  /** Absent: it is no error. `final`: the same call would end the same. */
  readonly failed?: "final" | "passing";
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

export interface Tool<Shape extends z.core.$ZodLooseShape, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly shape: Shape;
  /** Arguments that exist only for a client that offers what they need. */
  readonly needs?: Readonly<Record<string, keyof Offers>>;
  readonly output: Output;
  readonly examples: readonly WorkedGoal<z.input<z.ZodObject<Shape>>>[];
  readonly sources?: ArgumentSources;
  /** What its answer has to fit, as JSON Schema, for the call to have done what it was for. */
  readonly expect?: Readonly<Record<string, unknown>>;
  run(
    args: z.output<z.ZodObject<Shape>>,
    context: Context,
    call: Call,
  ): Promise<Answer<z.output<Output>>>;
}

/** Adds a tool to a server. What comes back is told what the client offers, once that is known. */
export type Install = (server: McpServer, context: Context) => (offers: Offers) => void;

/** Whatever a program does, it does to its own sandbox: every tool here is a read. */
export function defineTool<Shape extends z.core.$ZodLooseShape, Output extends z.ZodObject>(
  tool: Tool<Shape, Output>,
): Install {
  return (server, context) => {
    const registered = server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: inputOf(tool, NOTHING),
        outputSchema: tool.output as StandardSchemaWithJSON,
        annotations: { title: tool.title, readOnlyHint: true, openWorldHint: false },
        _meta: {
          "dev.glassbox/effect": "read",
          "dev.glassbox/paths": [],
          "dev.glassbox/examples": tool.examples,
          ...(tool.needs && { "dev.glassbox/needsRun": Object.keys(tool.needs) }),
          ...(tool.sources && { "dev.glassbox/arguments": tool.sources }),
          ...(tool.expect && { "dev.glassbox/expect": [{ matches: tool.expect }] }),
        },
      },
      async (args, handling): Promise<CallToolResult> => {
        const call = callOf(handling, context.connection);
        try {
          return resultOf(await tool.run(args as z.output<z.ZodObject<Shape>>, context, call));
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const content = [{ type: "text" as const, text: error.message }];
          return { content, isError: true, _meta: finality(!(error instanceof Momentary)) };
        }
      },
    );
    return (offers) => {
      registered.inputSchema = inputOf(tool, offers);
    };
  };
}

function resultOf({
  output,
  text,
  blocks,
  failed,
}: Answer<Record<string, unknown>>): CallToolResult {
  return {
    content: [{ type: "text", text }, ...(blocks ?? [])],
    structuredContent: output,
    ...(failed !== undefined && { isError: true, _meta: finality(failed === "final") }),
  };
}

/** A misspelt argument is an error with the known names, never silently ignored. */
function inputOf(
  {
    shape,
    needs = {},
  }: {
    readonly shape: z.core.$ZodLooseShape;
    readonly needs?: Tool<z.core.$ZodLooseShape, z.ZodObject>["needs"];
  },
  offers: Offers,
): StandardSchemaWithJSON {
  const offered = Object.entries(shape).filter(([name]) => {
    const need = needs[name];
    return need === undefined || offers[need];
  });
  const known = offered.map(([name]) => name).join(", ");
  return z.strictObject(Object.fromEntries(offered), {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown argument ${issue.keys?.join(", ")}; the arguments are ${known || "none"}`
        : undefined,
  }) as StandardSchemaWithJSON;
}
