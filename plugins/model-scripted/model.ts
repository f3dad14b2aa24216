import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
} from "@ai-sdk/provider";

import { assertFits } from "./schema.ts";
import { answerTo, callOf, type Script, type ScriptedAnswer, type ScriptedCall } from "./script.ts";
import { streamOf } from "./stream.ts";
import { pause } from "./pause.ts";

export interface ScriptedModel extends LanguageModelV4 {
  /** Every call so far, also those that failed. */
  readonly calls: readonly ScriptedCall[];
}

/** The measure of the house where no tokenizer is at hand. */
const CHARACTERS_PER_TOKEN = 4;

/** A model whose answers are given. Tokens are characters divided by four, rounded up. */
export function scriptedModel(script: Script, modelId = "scripted"): ScriptedModel {
  const calls: ScriptedCall[] = [];
  async function generate(options: LanguageModelV4CallOptions) {
    const call = callOf(options, calls.length);
    calls.push(call);
    options.abortSignal?.throwIfAborted();
    const answer = await answerTo(script, call);
    await pause(answer.delay ?? 0, options.abortSignal);
    return resultOf(answer, call);
  }
  return {
    specificationVersion: "v4",
    provider: "scripted",
    modelId,
    supportedUrls: {},
    calls,
    doGenerate: generate,
    async doStream(options) {
      return { stream: streamOf(await generate(options)) };
    },
  };
}

function resultOf(answer: ScriptedAnswer, call: ScriptedCall): LanguageModelV4GenerateResult {
  const { text, isCutOff } = limited(answer, call.options);
  const isBound = call.schema !== null && !answer.ignoresSchema && !isCutOff;
  if (isBound) assertFits(text, call.schema);
  const toolCalls = (answer.toolCalls ?? []).map(({ name, args }, index) => ({
    type: "tool-call" as const,
    toolCallId: `call-${call.index}-${index}`,
    toolName: name,
    input: JSON.stringify(args),
  }));
  const content: LanguageModelV4Content[] = [
    ...(text === "" ? [] : [{ type: "text" as const, text }]),
    ...toolCalls,
  ];
  const end = isCutOff ? "length" : toolCalls.length > 0 ? "tool-calls" : "stop";
  const [input, output] = [tokensIn(call.text), tokensIn(text)];
  return {
    content,
    finishReason: { unified: end, raw: end },
    usage: {
      inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: output, text: output, reasoning: 0 },
    },
    warnings: [],
  };
}

/** Stop sequences and the limit of tokens end an answer here as they do elsewhere. */
function limited(
  { text, isCutOff = false }: ScriptedAnswer,
  { stopSequences = [], maxOutputTokens = Number.POSITIVE_INFINITY }: LanguageModelV4CallOptions,
): { readonly text: string; readonly isCutOff: boolean } {
  const ends = stopSequences.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  const stopped = text.slice(0, Math.min(text.length, ...ends));
  const most = maxOutputTokens * CHARACTERS_PER_TOKEN;
  return { text: stopped.slice(0, most), isCutOff: isCutOff || stopped.length > most };
}

function tokensIn(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
