import { z } from "zod";

import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { OllamaServer } from "./ollama.ts";
import type { Attempt } from "./ours.ts";
import type { Retrieved } from "./retrieved.ts";
import { sameCalls } from "./same-calls.ts";

/** As our own calls have it: greedy, and as many tokens as any of the answers needs. */
export const OPTIONS = { temperature: 0, num_predict: 128, num_ctx: 4096 } as const;
/** Longer than any text in the goals; without it a small model never ends a string. */
const LONGEST_TEXT = 120;

const EXAMPLES = "dev.glassbox/examples";
const examplesSchema = z.array(
  z.object({ goal: z.string(), args: z.custom<JsonObject>(isObject) }),
);
const answerSchema = z.object({
  message: z.object({ content: z.string() }),
  prompt_eval_count: z.number().default(0),
  eval_count: z.number().default(0),
});
const callSchema = z.object({ tool: z.string(), args: z.custom<JsonObject>(isObject) });

/**
 * What everybody does: the tools' schemas in the prompt, one worked example for each, and an answer that is constrained to
 * a JSON object of one of these schemas.
 */
export async function constrainedJson(
  ollama: OllamaServer,
  model: string,
  { goal, tools }: Retrieved,
): Promise<Attempt> {
  const began = performance.now();
  const request = requestFor(model, goal.goal, tools);
  const answer = answerSchema.parse(await ollama.post("/api/chat", request));
  const milliseconds = performance.now() - began;
  const got = answer.message.content;
  const call = parseCall(got);
  return {
    goal,
    solved: call !== null && sameCalls(goal.steps, [call], tools),
    got,
    calls: 1,
    tokens: answer.prompt_eval_count + answer.eval_count,
    milliseconds,
  };
}

/** Null for an answer that was cut off. */
function parseCall(text: string) {
  try {
    return callSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function requestFor(
  model: string,
  goal: string,
  tools: readonly ToolDefinition[],
): JsonObject {
  const listed = tools.map((tool) => ({
    tool: toolKey(tool),
    description: tool.description,
    args: shown(tool.inputSchema),
  }));
  const system = [
    'You call tools. Answer with one JSON object {"tool": name, "args": arguments} that does what the user asks.',
    "Tools:",
    ...listed.map((tool) => JSON.stringify(tool)),
  ].join("\n");
  return {
    model,
    stream: false,
    messages: [
      { role: "system", content: system },
      ...tools.flatMap(exampleTurns),
      { role: "user", content: goal },
    ],
    format: {
      anyOf: tools.map((tool) => ({
        type: "object",
        properties: { tool: { const: toolKey(tool) }, args: grammarOf(tool.inputSchema) },
        required: ["tool", "args"],
      })),
    },
    options: OPTIONS,
  };
}

/** The first worked goal of a tool as the turns of a talk; nothing for a tool that has none. */
function exampleTurns(tool: ToolDefinition): JsonObject[] {
  const examples = examplesSchema.safeParse(tool.meta[EXAMPLES]);
  const [first] = examples.success ? examples.data : [];
  if (!first) return [];
  const call = { tool: toolKey(tool), args: first.args };
  return [
    { role: "user", content: first.goal },
    { role: "assistant", content: JSON.stringify(call) },
  ];
}

/** A schema as far as Ollama makes a grammar of it: patterns need not fit, and texts have to end. */
function grammarOf(schema: JsonValue): JsonValue {
  return reduced(schema, ({ type, enum: values }): JsonObject => {
    const isOpen = type === "string" && values === undefined;
    return isOpen ? { maxLength: LONGEST_TEXT } : {};
  });
}

/** What a model can use of a schema. */
function shown(schema: JsonValue): JsonValue {
  return reduced(schema, ({ description, default: standard }) => ({
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
  }));
}

/** The form that a schema asks for, and of each part what `more` adds. */
function reduced(schema: JsonValue, more: (schema: JsonObject) => JsonObject): JsonValue {
  if (Array.isArray(schema)) return schema.map((one) => reduced(one, more));
  if (!isObject(schema)) return schema;
  const { type, properties, required, items, enum: values, anyOf } = schema;
  const members = Object.entries(isObject(properties) ? properties : {});
  return {
    ...(type !== undefined && { type }),
    ...more(schema),
    ...(values !== undefined && { enum: values }),
    ...(required !== undefined && { required }),
    ...(items !== undefined && { items: reduced(items, more) }),
    ...(anyOf !== undefined && { anyOf: reduced(anyOf, more) }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        members.map(([name, member]) => [name, reduced(member, more)]),
      ),
    }),
  };
}
