import type { LanguageModelV4CallOptions, SharedV4Warning } from "@ai-sdk/provider";

import type { JsonObject } from "../../kernel/json.ts";
import { ollamaOptions, runnerOptions, type OllamaOptions } from "./call-options.ts";
import { estimateTokens, leastTokens, USUAL_ANSWER } from "./context.ts";
import { tooLong } from "./errors.ts";
import type { Facts } from "./facts.ts";
import { messagesFor, textsOf } from "./messages.ts";
import { thinkOf } from "./thinking.ts";
import { offeredTools, toolForOllama, type OfferedTool } from "./tools.ts";

/** Tokens that a template puts around each message, and that an image takes. */
const AROUND_MESSAGE = 8;
const IMAGE = 1024;

export interface PreparedRequest {
  readonly endpoint: "chat" | "generate";
  /** The request without `stream`, `options.num_ctx` and `options.num_predict`. */
  readonly body: JsonObject;
  readonly options: JsonObject;
  /** Tokens of the prompt, estimated on the safe side, and of the answer. */
  readonly promptTokens: number;
  readonly answerTokens: number | null;
  /** A context that the call itself asks for. */
  readonly context: number | null;
  /** Tools that an answer may call. */
  readonly offered: readonly OfferedTool[];
  /** Tools that its text may call: none when the text is to be JSON, which may look like a call. */
  readonly inText: readonly OfferedTool[];
  readonly warnings: SharedV4Warning[];
}

export interface RequestParts {
  readonly model: string;
  readonly facts: Facts;
  readonly window: number;
  readonly keepAlive: number | string | undefined;
}

/** A call as Ollama reads it. Throws `usage` for options that are wrong and for a prompt that cannot fit. */
export function prepareRequest(
  call: LanguageModelV4CallOptions,
  parts: RequestParts,
): PreparedRequest {
  const { facts, model } = parts;
  const own = ollamaOptions(call.providerOptions);
  const warnings: SharedV4Warning[] = [];
  const warn = (warning: SharedV4Warning) => void warnings.push(warning);
  const isRaw = own.raw ?? facts.isBase;
  const messageParts = { canSee: facts.capabilities.has("vision"), warn };
  const offered = offeredTools(call);
  const tools = toolsToSend(call, offered, facts, isRaw, warn);
  const messages = isRaw ? [] : messagesFor(call.prompt, messageParts);
  // Asked for, it is the texts as they are; without a template they would otherwise run into each other.
  const separator = own.raw ? "" : "\n\n";
  const prompt = isRaw ? textsOf(call.prompt, messageParts).join(separator) : "";
  const texts = isRaw ? prompt : JSON.stringify([messages, tools], withoutImages);
  const least = leastTokens(isRaw ? prompt : messages.map(({ content }) => content).join("\n"));
  if (least >= parts.window) throw tooLong(`ollama/${model}`, least, parts.window);
  const images = messages.reduce((sum, message) => sum + (message.images?.length ?? 0), 0);
  const { num_ctx: context = null, ...options } = runnerOptions(call, own, facts);
  return {
    endpoint: isRaw ? "generate" : "chat",
    body: {
      model,
      ...(isRaw ? { prompt, raw: true } : { messages }),
      ...(tools.length > 0 && { tools }),
      ...formatOf(call),
      ...thinkOf(call, own, facts, isRaw, warn),
      ...logprobsOf(own),
      ...keptAlive(own, parts),
      // Without these two a prompt that is too long loses its beginning, and nobody is told.
      truncate: false,
      shift: false,
    } as JsonObject,
    options: options as JsonObject,
    promptTokens:
      estimateTokens(texts) +
      Math.ceil(facts.systemLength / 3) +
      messages.length * AROUND_MESSAGE +
      images * IMAGE,
    answerTokens: call.maxOutputTokens ?? null,
    context: contextAsked(context, parts, warn),
    offered,
    inText: call.responseFormat?.type === "json" ? [] : offered,
    warnings,
  };
}

/** Tokens that a call needs a context for. */
export function neededTokens({ promptTokens, answerTokens }: PreparedRequest): number {
  return promptTokens + (answerTokens ?? USUAL_ANSWER);
}

function toolsToSend(
  { tools = [], toolChoice }: LanguageModelV4CallOptions,
  offered: readonly OfferedTool[],
  { capabilities }: Facts,
  isRaw: boolean,
  warn: (warning: SharedV4Warning) => void,
): JsonObject[] {
  for (const tool of tools) {
    if (tool.type === "provider") warn({ type: "unsupported", feature: `the tool ${tool.id}` });
  }
  if (offered.length === 0) return [];
  if (isRaw || !capabilities.has("tools")) {
    const details = "they were not sent: say in the prompt what the model may call";
    warn({ type: "unsupported", feature: "tools", details });
    return [];
  }
  if (toolChoice?.type === "required" || toolChoice?.type === "tool") {
    const details = "Ollama cannot oblige a model to call a tool";
    warn({ type: "unsupported", feature: `toolChoice ${toolChoice.type}`, details });
  }
  return offered.map(toolForOllama);
}

function formatOf({ responseFormat }: LanguageModelV4CallOptions) {
  if (responseFormat?.type !== "json") return {};
  return { format: responseFormat.schema ?? "json" };
}

function logprobsOf({ logprobs, top_logprobs: top }: OllamaOptions) {
  if (!logprobs && top === undefined) return {};
  return { logprobs: logprobs ?? true, ...(top !== undefined && { top_logprobs: top }) };
}

function keptAlive({ keep_alive: own }: OllamaOptions, { keepAlive }: RequestParts) {
  const kept = own ?? keepAlive;
  return kept === undefined ? {} : { keep_alive: kept };
}

function contextAsked(
  asked: unknown,
  { window, model }: RequestParts,
  warn: (warning: SharedV4Warning) => void,
): number | null {
  if (typeof asked !== "number") return null;
  if (asked <= window) return asked;
  const details = `ollama/${model} has a window of ${window}: that is used`;
  warn({ type: "unsupported", feature: `num_ctx ${asked}`, details });
  return window;
}

/** For the estimate: an image is no text. */
function withoutImages(key: string, value: unknown): unknown {
  return key === "images" ? undefined : value;
}
