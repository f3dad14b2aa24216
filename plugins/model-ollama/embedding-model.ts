import type { EmbeddingModelV4, SharedV4Warning } from "@ai-sdk/provider";
import { z } from "zod";

import { unavailable } from "../../kernel/error.ts";
import { embeddingOptions } from "./call-options.ts";
import { clientFor, faultOf } from "./client.ts";
import { leastTokens } from "./context.ts";
import { read } from "./errors.ts";
import type { ModelParts } from "./language-model.ts";

/** Texts in one request: a server that dies in between has not worked long for nothing. */
const BATCH = 64;

const embedded = z.object({
  embeddings: z.array(z.array(z.number())),
  prompt_eval_count: z.number().nullish(),
});

/** The AI SDK's interface over `/api/embed`. */
export function embeddingModel(parts: ModelParts): EmbeddingModelV4 {
  const { address, model, window } = parts;
  return {
    specificationVersion: "v4",
    provider: "ollama",
    modelId: model,
    maxEmbeddingsPerCall: BATCH,
    supportsParallelCalls: false,
    async doEmbed({ values, dimensions, abortSignal, headers, providerOptions }) {
      const own = embeddingOptions(providerOptions);
      const keepAlive = own.keep_alive ?? parts.keepAlive;
      const place = { address, model, signal: abortSignal, headers };
      abortSignal?.throwIfAborted();
      const client = await clientFor(place);
      const embeddings: number[][] = [];
      let tokens = 0;
      for (let start = 0; start < values.length; start += BATCH) {
        const input = values.slice(start, start + BATCH);
        const answer = read(
          embedded,
          await client
            .embed({
              model,
              input,
              truncate: own.truncate ?? true,
              ...(dimensions !== undefined && { dimensions }),
              ...(keepAlive !== undefined && { keep_alive: keepAlive }),
            })
            .catch((error: unknown) => {
              throw faultOf(error, place);
            }),
        );
        if (answer.embeddings.length !== input.length) {
          const message = `ollama/${model} answered ${answer.embeddings.length} vectors for ${input.length} texts`;
          throw unavailable(message, "try again; a newer Ollama may not do this");
        }
        embeddings.push(...answer.embeddings);
        tokens += answer.prompt_eval_count ?? 0;
      }
      return { embeddings, usage: { tokens }, warnings: cutTexts(values, model, window) };
    },
  };
}

/** Ollama embeds the beginning of a text that is too long, and says nothing. */
function cutTexts(values: readonly string[], model: string, window: number): SharedV4Warning[] {
  const long = values.filter((value) => leastTokens(value) > window).length;
  if (long === 0) return [];
  const message = `${long} of ${values.length} texts are longer than the ${window} tokens of ollama/${model}: their ends do not count`;
  return [{ type: "other", message }];
}
