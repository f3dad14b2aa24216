// The one place where our words become OpenTelemetry's. Source: open-telemetry/semantic-conventions-genai, docs/gen-ai
// (agent spans, inference spans, tool execution, MCP), all of it in development: a new version is a change of this file.
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { text } from "../../../kernel/event.ts";
import { type Attributes, type Description, Severity, SpanKind } from "./model.ts";

/** The version of the conventions that the names below are from. */
export const SCHEMA_URL = "https://opentelemetry.io/schemas/gen-ai-dev/1.42.0-dev";
export const SERVICE = "glassbox";

/** Makes prompts, answers, arguments and results part of what is sent, where somebody asked for that. */
export interface Wants {
  readonly content: boolean;
}

/** `invoke_agent` where a driver decides what comes next; `invoke_workflow` where the steps are given. */
export function runSpan(driver: string, run: string, root: string): Description {
  const about = { "gen_ai.conversation.id": root, "glassbox.run": run, "glassbox.driver": driver };
  if (driver === "goal" || driver === "")
    return internal("invoke_agent", SERVICE, { "gen_ai.agent.name": SERVICE, ...about });
  return internal("invoke_workflow", driver, { "gen_ai.workflow.name": driver, ...about });
}

/** Of the end of a run. `glassbox.*` are names of ours: the conventions have none for them. */
export function runEnd(data: JsonObject, { content }: Wants): Attributes {
  const { outcome, checks, answer } = data;
  return {
    "glassbox.run.outcome": text(outcome),
    "glassbox.run.checks": Number(checks ?? 0),
    ...(content && { "gen_ai.output.messages": messages("assistant", text(answer)) }),
  };
}

export function planSpan(): Description {
  return internal("plan", SERVICE, { "gen_ai.agent.name": SERVICE });
}

export function planEnd({ ground, plan }: JsonObject): Attributes {
  const steps = isObject(plan) && Array.isArray(plan["steps"]) ? plan["steps"].length : 0;
  const kind = isObject(ground) ? text(ground["kind"]) : "";
  return { "glassbox.plan.ground": kind, "glassbox.plan.steps": steps };
}

/** A step that calls no tool itself: a child run, a question, a wait, a fan-out. The conventions have no name for it. */
export function stepSpan(step: string, kind: string): Description {
  const attributes = { "glassbox.step": step, "glassbox.step.kind": kind };
  return { name: `step ${kind}`, kind: SpanKind.internal, attributes };
}

/** One span for the tool and the MCP request: the outer one takes the attributes of the inner (conventions, MCP, client). */
export function toolSpan(id: string, data: JsonObject, { content }: Wants): Description {
  const tool = text(data["tool"]);
  return internal("execute_tool", tool, {
    "gen_ai.tool.name": tool,
    "gen_ai.tool.call.id": id,
    "gen_ai.tool.type": "extension",
    "mcp.method.name": "tools/call",
    "glassbox.server": text(data["server"]),
    "glassbox.step": text(data["step"]),
    "glassbox.effect": text(data["effect"]),
    "glassbox.purpose": text(data["purpose"]),
    ...(content && { "gen_ai.tool.call.arguments": JSON.stringify(data["args"] ?? {}) }),
  });
}

export function toolEnd({ view, hosts }: JsonObject, { content }: Wants): Attributes {
  const contacted = Array.isArray(hosts) ? hosts.map(String) : [];
  return {
    ...(contacted.length > 0 && { "glassbox.hosts": contacted }),
    ...(content && { "gen_ai.tool.call.result": JSON.stringify(view ?? null) }),
  };
}

/** `error.type` of a call: the code that the tool gave, else the word of the conventions. */
export function toolError({ ok, code }: JsonObject): string | null {
  return ok === true ? null : text(code) || "tool_error";
}

export function chatSpan(data: JsonObject): Description {
  const [provider = "", ...rest] = text(data["model"]).split("/");
  const model = rest.join("/") || provider;
  return {
    name: `chat ${model}`,
    kind: SpanKind.client,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": provider,
      "gen_ai.request.model": model,
      "glassbox.purpose": text(data["purpose"]),
    },
  };
}

export function chatEnd(data: JsonObject, { content }: Wants): Attributes {
  const answer = isObject(data["answer"]) ? data["answer"] : {};
  const finished = answer["isCut"] === true ? "length" : "stop";
  const failed = answer["error"] !== undefined;
  return {
    "gen_ai.usage.input_tokens": Number(data["inputTokens"] ?? 0),
    "gen_ai.usage.output_tokens": Number(data["outputTokens"] ?? 0),
    "glassbox.usd": Number(data["usd"] ?? 0),
    ...(!failed && { "gen_ai.response.finish_reasons": [finished] }),
    ...(content && !failed && { "gen_ai.output.messages": messages("assistant", answer["text"]) }),
  };
}

export function chatError({ answer }: JsonObject): string | null {
  return isObject(answer) && answer["error"] !== undefined ? "model_error" : null;
}

/** Why a span that nobody ended is over. */
export const ENDED = { interrupted: "interrupted", unknown: "unknown_outcome" } as const;

const SEVERITIES: Readonly<Record<string, Severity>> = {
  "expect.violated": Severity.warn,
  "reflex.fired": Severity.warn,
  "tool.unknown": Severity.warn,
  "plugin.failed": Severity.error,
};

export function severityOf(type: string, data: JsonObject | null): Severity {
  const failed = type === "run.finished" && data !== null && data["outcome"] !== "done";
  return failed ? Severity.error : (SEVERITIES[type] ?? Severity.info);
}

/** Each event is a log record of this name. */
export const logName = (type: string) => `${SERVICE}.${type}`;

function internal(operation: string, of: string, attributes: Attributes): Description {
  const named = { "gen_ai.operation.name": operation, ...attributes };
  return { name: `${operation} ${of}`, kind: SpanKind.internal, attributes: named };
}

/** Messages as JSON text, in the form that the conventions give them. */
function messages(role: string, content: JsonValue | undefined): string {
  return JSON.stringify([{ role, parts: [{ type: "text", content: text(content) }] }]);
}
