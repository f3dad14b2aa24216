import type { CallToolResult, McpServer } from "@modelcontextprotocol/server";
import type { z } from "zod";
import { InputError } from "./error.ts";

/** Where a planner may take an argument's value from, where its name does not say so already. */
export type ArgumentSources = Readonly<
  Record<string, { readonly from: readonly ("goal" | "facts" | "results" | "free")[] }>
>;

/** A pure function over data, offered as a tool. `text` is its short answer for a person. */
export interface DataTool<Input extends z.ZodObject, Output extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: Input;
  output: Output;
  sources: ArgumentSources;
  run: (input: z.output<Input>) => z.output<Output>;
  text: (output: z.output<Output>) => string;
}

/** Notes and lists of things are what an earlier step answered; no goal can hold them. */
export const FROM_RESULTS = { from: ["results"] } as const;
export const FROM_GOAL = { from: ["goal"] } as const;

/** All tools here read nothing but their arguments and change nothing: class `read`. */
export function addTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  server: McpServer,
  tool: DataTool<Input, Output>,
): void {
  const config = {
    title: tool.title,
    description: tool.description,
    inputSchema: tool.input as z.ZodObject,
    outputSchema: tool.output as z.ZodObject,
    annotations: {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
    _meta: { "dev.glassbox/effect": "read", "dev.glassbox/arguments": tool.sources },
  };
  server.registerTool(tool.name, config, (input): CallToolResult =>
    answer(tool, input as z.output<Input>),
  );
}

function answer<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: DataTool<Input, Output>,
  input: z.output<Input>,
): CallToolResult {
  try {
    const output = tool.run(input);
    return { content: [{ type: "text", text: tool.text(output) }], structuredContent: output };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return {
      isError: true,
      content: [{ type: "text", text: error.message }],
      _meta: { "dev.glassbox/final": true },
    };
  }
}
