import { z } from "zod";
import type { ExpectationTemplate } from "../../kernel/expectation.ts";
import { canonicalize, isObject, sha256 } from "../../kernel/json.ts";
import type { JsonObject, JsonSchema } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { effectOf } from "./effect.ts";
import type { LeftOut } from "./event.ts";
import { offeredName } from "./offered-name.ts";
import { policyIn } from "./policy.ts";
import { joinName } from "./spec.ts";
import type { ServerSpec, StdioSpec } from "./spec.ts";

export interface Definitions {
  readonly tools: readonly ToolDefinition[];
  readonly leftOut: readonly LeftOut[];
}

const object = z.custom<JsonObject>(isObject, "must be an object");
const schema = z.custom<JsonSchema>(
  (value) => isObject(value) || typeof value === "boolean",
  "must be a JSON Schema",
);

const sentTool = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: object,
  outputSchema: schema.optional(),
  // A hint that is not well formed is no hint; it does not cost the tool.
  annotations: z
    .looseObject({ readOnlyHint: z.boolean(), destructiveHint: z.boolean() })
    .partial()
    .optional()
    .catch(undefined),
});

const ownMeta = z.looseObject({
  "dev.glassbox/effect": z.enum(["read", "keyed", "probe", "once"]).optional(),
  "dev.glassbox/expect": z
    .array(
      z.strictObject({
        probe: z.strictObject({ tool: z.string().min(1), args: object }).optional(),
        matches: schema,
      }),
    )
    .default([]),
  "dev.glassbox/paths": z
    .array(z.string().regex(/^\$args\../, "must be references like $args.path"))
    .default([]),
  "dev.glassbox/key": z.string().optional(),
});

/** Turns what `tools/list` sent into definitions; a tool that cannot be offered is named with its reason. */
export function defineTools(spec: ServerSpec, sent: readonly unknown[]): Definitions {
  const tools = new Map<string, ToolDefinition>();
  const leftOut: LeftOut[] = [];
  for (const tool of sent) {
    const result = defineTool(spec, tool);
    if ("reason" in result) {
      leftOut.push(result);
      continue;
    }
    if (tools.has(result.name)) {
      leftOut.push({ name: result.name, reason: "The server sends a second tool of this name." });
      continue;
    }
    tools.set(result.name, result);
  }
  return { tools: [...tools.values()], leftOut };
}

function defineTool(spec: ServerSpec, sent: unknown): ToolDefinition | LeftOut {
  const tool = sentTool.safeParse(sent);
  if (!tool.success) return leaveOut(sent, tool.error);
  const { name, description, title, inputSchema, outputSchema, annotations } = tool.data;
  if (name === "") return { name, reason: "It has no name." };
  const offered = offeredName(spec.name, name);
  if (offered === undefined) {
    const reason = `"${joinName(spec.name, name)}" has more than 64 characters because the server's name is that long; give the server a shorter one.`;
    return { name, reason };
  }
  const said = ownMeta.safeParse(tool.data["_meta"] ?? {});
  // What another's server says badly is a hint less; what ours says badly is a fault of ours.
  if (!said.success && spec.trusted) return leaveOut(sent, said.error);
  const meta = said.data ?? ownMeta.parse({});
  const configured: Pick<StdioSpec, "effects" | "keys"> =
    "effects" in spec || "keys" in spec ? spec : {};
  const key = ofTool(configured.keys, name) ?? meta["dev.glassbox/key"];
  const hasKey = key !== undefined && hasProperty(inputSchema, key);
  if (key !== undefined && !hasKey && spec.trusted) {
    return { name, reason: `Its field dev.glassbox/key names no argument: "${key}".` };
  }
  return {
    server: spec.name,
    name: offered,
    description: description ?? title ?? "",
    inputSchema: hasKey ? withoutArgument(inputSchema, key) : inputSchema,
    ...(outputSchema !== undefined && { outputSchema }),
    effect: effectOf({
      configured: ofTool(configured.effects, name),
      policy: policyIn(spec, name),
      declared: meta["dev.glassbox/effect"],
      readOnlyHint: annotations?.readOnlyHint,
      destructiveHint: annotations?.destructiveHint,
      trusted: spec.trusted,
      tool: { name, description: description ?? title ?? "", inputSchema },
    }),
    expect: meta["dev.glassbox/expect"].map((each) => ofServer(spec.name, each)),
    // Known paths make an effect one that can be undone; only our own servers are believed that.
    paths: spec.trusted ? meta["dev.glassbox/paths"] : [],
    trusted: spec.trusted,
    ...(hasKey && { key }),
    meta: spec.trusted && isObject(tool.data["_meta"]) ? tool.data["_meta"] : {},
    hash: sha256(canonicalize(sent as JsonObject)),
  };
}

function ofTool<T>(values: Readonly<Record<string, T>> | undefined, tool: string): T | undefined {
  // A tool may be called "constructor".
  return values !== undefined && Object.hasOwn(values, tool) ? values[tool] : undefined;
}

function hasProperty(inputSchema: JsonObject, name: string): boolean {
  const { properties } = inputSchema;
  return isObject(properties) && Object.hasOwn(properties, name);
}

/** The effect's id is given by the kernel: nobody plans it, shows it or may set it. */
function withoutArgument(inputSchema: JsonObject, name: string): JsonObject {
  const { [name]: _, ...properties } = inputSchema["properties"] as JsonObject;
  const required = Array.isArray(inputSchema["required"]) ? inputSchema["required"] : [];
  const others = required.filter((one) => one !== name);
  return { ...inputSchema, properties, required: others, not: { required: [name] } };
}

function ofServer(server: string, expectation: ExpectationTemplate): ExpectationTemplate {
  if (expectation.probe === undefined) return { matches: expectation.matches };
  const { tool, args } = expectation.probe;
  const offered = offeredName(server, tool) ?? tool;
  return { probe: { tool: joinName(server, offered), args }, matches: expectation.matches };
}

function leaveOut(sent: unknown, error: z.ZodError): LeftOut {
  const issue = error.issues[0];
  const field = issue?.path.join(".") || "tool";
  const name = isObject(sent) && typeof sent["name"] === "string" ? sent["name"] : "(no name)";
  return { name, reason: `Its field ${field} is not valid: ${issue?.message ?? error.message}` };
}
