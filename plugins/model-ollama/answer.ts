import { z } from "zod";
import type {
  LanguageModelV4FinishReason,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from "@ai-sdk/provider";

import type { JsonObject } from "../../kernel/json.ts";
import { read } from "./errors.ts";

const nativeCall = z.object({
  id: z.string().nullish(),
  function: z.object({
    name: z.string(),
    arguments: z.record(z.string(), z.json()).nullish(),
  }),
});

export type NativeCall = z.output<typeof nativeCall>;

const count = z.number().nullish();

/** One answer, or one piece of a streamed one, from `/api/chat` or `/api/generate`. */
const chunk = z.object({
  created_at: z.string().nullish(),
  message: z
    .object({
      content: z.string().nullish(),
      thinking: z.string().nullish(),
      tool_calls: z.array(nativeCall).nullish(),
    })
    .nullish(),
  response: z.string().nullish(),
  thinking: z.string().nullish(),
  done: z.boolean().nullish(),
  done_reason: z.string().nullish(),
  logprobs: z.array(z.record(z.string(), z.json())).nullish(),
  total_duration: count,
  load_duration: count,
  prompt_eval_count: count,
  prompt_eval_duration: count,
  eval_count: count,
  eval_duration: count,
});

export type AnswerChunk = z.output<typeof chunk>;

export function chunkIn(value: unknown): AnswerChunk {
  return read(chunk, value);
}

export function textIn({ message, response }: AnswerChunk): string {
  return message?.content ?? response ?? "";
}

export function thoughtIn({ message, thinking }: AnswerChunk): string {
  return message?.thinking ?? thinking ?? "";
}

export function finishOf(last: AnswerChunk, calls: number): LanguageModelV4FinishReason {
  const raw = last.done_reason ?? undefined;
  // A model that repeats one token without end is cut off by the server, without a last word.
  if (!last.done) return { unified: "interrupted", raw };
  if (raw === "length") return { unified: "length", raw };
  if (calls > 0) return { unified: "tool-calls", raw };
  return { unified: raw === undefined || raw === "stop" ? "stop" : "other", raw };
}

export function usageOf(last: AnswerChunk, thought: string): LanguageModelV4Usage {
  const total = last.eval_count ?? undefined;
  return {
    // Ollama counts the whole prompt, also where it had its beginning in the cache.
    inputTokens: {
      total: last.prompt_eval_count ?? undefined,
      noCache: undefined,
      cacheRead: undefined,
      cacheWrite: undefined,
    },
    outputTokens: {
      total,
      text: thought === "" ? total : undefined,
      reasoning: thought === "" ? 0 : undefined,
    },
    raw: numbersIn(last),
  };
}

/** Durations are nanoseconds, as the server says them. */
export function metadataOf(
  last: AnswerChunk,
  logprobs: AnswerChunk["logprobs"],
  context: number,
): SharedV4ProviderMetadata {
  const ollama: JsonObject = {
    num_ctx: context,
    ...numbersIn(last),
    ...(logprobs && logprobs.length > 0 && { logprobs: logprobs as JsonObject[] }),
  };
  return { ollama };
}

function numbersIn(last: AnswerChunk): Record<string, number> {
  const numbers = Object.entries(last).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  return Object.fromEntries(numbers);
}
