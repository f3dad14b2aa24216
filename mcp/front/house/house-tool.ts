import { z } from "zod";

import { type KernelError, usage } from "../../../kernel/error.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { firstIssue } from "../../../kernel/verb.ts";
import type { Conversation, ShownTool } from "../desk.ts";
import type { House } from "./house.ts";

/** A tool of the house: what the stable surface is made of. */
export interface HouseTool<I extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  /** `write` is neither shown to nor done for a client that may only read. */
  readonly scope: "read" | "write";
  readonly annotations: JsonObject;
  /** It has passed what servers returned through `House.guard` before it made an answer of it. */
  readonly isGuarded?: true;
  /** What it throws as a `KernelError` is the tool's error. */
  run(input: z.output<I>, at: Conversation, house: House): Promise<JsonObject>;
}

export function defineHouseTool<I extends z.ZodObject>(tool: HouseTool<I>): HouseTool {
  return tool as unknown as HouseTool;
}

export const READS = { readOnlyHint: true, openWorldHint: false } as const;

/** The field by which each tool says where. */
export const dir = z
  .string()
  .regex(/^\//, "must be an absolute path")
  .optional()
  .describe("Absolute path of the folder; default: the client's own.");

export function shownTool(tool: HouseTool, name: string): ShownTool {
  const { title, description, annotations } = tool;
  return { name, title, description, inputSchema: inputSchemaOf(tool.input), annotations };
}

/** JSON Schema 2020-12 without what says nothing. */
export function inputSchemaOf(input: z.ZodType): JsonObject {
  const made = z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as JsonObject;
  const { $schema: _, ...schema } = made;
  return { type: "object", ...schema };
}

/** Throws `usage` with the field and the mend. */
export function parsedInput({ name, input }: HouseTool, args: JsonObject): unknown {
  const parsed = input.safeParse(args);
  if (parsed.success) return parsed.data;
  const known = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
  throw unknownField(name, parsed.error, known) ?? badField(name, parsed.error, args, known);
}

function unknownField(tool: string, error: z.ZodError, known: string[]): KernelError | null {
  const issue = error.issues.find(
    ({ code, path }) => code === "unrecognized_keys" && path.length === 0,
  );
  if (issue?.code !== "unrecognized_keys") return null;
  const [key = ""] = issue.keys;
  return usage(`${tool}: there is no field "${key}"${didYouMean(key, known)}`, takes(known));
}

function badField(tool: string, error: z.ZodError, args: JsonObject, known: string[]): KernelError {
  const { path = [] } = error.issues[0] ?? {};
  const isMissing = path.length === 1 && !Object.hasOwn(args, path[0]!);
  const reason = isMissing ? `${String(path[0])} is missing` : firstIssue(error);
  return usage(`${tool}: ${reason}`, takes(known));
}

function takes(known: readonly string[]): string {
  return known.length === 0 ? "it takes no fields" : `it takes ${known.join(", ")}`;
}
