import type { LanguageModelV4Content, LanguageModelV4ToolCall } from "@ai-sdk/provider";

import type { JsonObject } from "../../kernel/json.ts";
import type { NativeCall } from "./answer.ts";
import { callsInText } from "./call-text/index.ts";
import type { PreparedRequest } from "./request.ts";
import type { OfferedTool } from "./tools.ts";

export interface Content {
  readonly text: string;
  readonly calls: readonly LanguageModelV4ToolCall[];
}

/** Calls that a model wrote into its text, and the text that is left. */
export function contentOfText(text: string, inText: readonly OfferedTool[]): Content {
  const found = callsInText(text, inText);
  return { text: found.text, calls: found.calls.map(({ name, args }) => toolCall(name, args)) };
}

/** Calls that the server read; one to a tool that was not offered is text, and counts as nothing else. */
export function contentOfNative(
  native: readonly NativeCall[],
  offered: readonly OfferedTool[],
): Content {
  const isOffered = ({ function: called }: NativeCall) =>
    offered.some(({ name }) => name === called.name);
  const strays = native.filter((call) => !isOffered(call));
  return {
    text: strays.map(({ function: called }) => JSON.stringify(called)).join("\n"),
    calls: native
      .filter(isOffered)
      .map(({ id, function: called }) =>
        toolCall(called.name, called.arguments ?? {}, id ?? undefined),
      ),
  };
}

/** A whole answer. Where the server has read calls, its text is not read for more. */
export function contentOf(
  text: string,
  native: readonly NativeCall[],
  { offered, inText }: Pick<PreparedRequest, "offered" | "inText">,
): Content {
  const read = contentOfNative(native, offered);
  const written = contentOfText(text, read.calls.length > 0 ? [] : inText);
  return {
    text: [written.text, read.text].filter((part) => part !== "").join("\n"),
    calls: [...read.calls, ...written.calls],
  };
}

export function contentList(thought: string, { text, calls }: Content): LanguageModelV4Content[] {
  return [
    ...(thought === "" ? [] : [{ type: "reasoning" as const, text: thought }]),
    ...(text === "" ? [] : [{ type: "text" as const, text }]),
    ...calls,
  ];
}

function toolCall(
  toolName: string,
  args: JsonObject,
  id = `call_${crypto.randomUUID()}`,
): LanguageModelV4ToolCall {
  return { type: "tool-call", toolCallId: id, toolName, input: JSON.stringify(args) };
}
