import { z } from "zod";
import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";

import { usage } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";
import type { Facts } from "./facts.ts";
import { keepAlive } from "./settings.ts";

const integer = z.number().int();

/** What Ollama reads under `options`, besides what the common interface has words for. */
const runner = {
  num_ctx: integer.min(1),
  num_keep: integer,
  num_batch: integer.min(1),
  num_gpu: integer,
  main_gpu: integer,
  num_thread: integer.min(1),
  use_mmap: z.boolean(),
  min_p: z.number(),
  typical_p: z.number(),
  repeat_last_n: integer,
  repeat_penalty: z.number(),
};

const schema = z
  .strictObject({
    ...runner,
    keep_alive: keepAlive,
    think: z.union([z.boolean(), z.enum(["low", "medium", "high"])]),
    logprobs: z.boolean(),
    top_logprobs: integer.min(0).max(20),
    raw: z.boolean(),
  })
  .partial();

const ofEmbeddings = z
  .strictObject({
    keep_alive: keepAlive,
    /** Whether a text over the model's window is cut, as Ollama does, or refused. */
    truncate: z.boolean(),
  })
  .partial();

type Given = LanguageModelV4CallOptions["providerOptions"];

export type OllamaOptions = z.output<typeof schema>;

/** `providerOptions.ollama` of a call. Throws `usage` with the name of the field. */
export function ollamaOptions(given: Given): OllamaOptions {
  return readOptions(schema, given);
}

export function embeddingOptions(given: Given): z.output<typeof ofEmbeddings> {
  return readOptions(ofEmbeddings, given);
}

function readOptions<T extends z.ZodObject>(known: T, given: Given): z.output<T> {
  const parsed = known.safeParse(given?.["ollama"] ?? {});
  if (parsed.success) return parsed.data;
  const hint = `known: ${Object.keys(known.shape).join(", ")}`;
  throw usage(`providerOptions.ollama: ${firstIssue(parsed.error)}`, hint);
}

/** A request's `options`, except for the context and the length of the answer, which depend on the prompt. */
export function runnerOptions(
  call: LanguageModelV4CallOptions,
  own: OllamaOptions,
  facts: Facts,
): Record<string, unknown> {
  const stop = call.stopSequences ?? [];
  const options: Record<string, unknown> = {
    temperature: call.temperature,
    top_p: call.topP,
    top_k: call.topK,
    seed: call.seed,
    presence_penalty: call.presencePenalty,
    frequency_penalty: call.frequencyPenalty,
    // A request's list replaces the model's own, without which many a model never ends its turn.
    stop: stop.length === 0 ? undefined : [...new Set([...facts.stop, ...stop])],
  };
  for (const name of Object.keys(runner) as (keyof typeof runner)[]) options[name] = own[name];
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
