import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import type { Ollama } from "ollama/browser";

import type { JsonObject } from "../../kernel/json.ts";
import { chunkIn, finishOf, metadataOf, textIn, thoughtIn, usageOf } from "./answer.ts";
import { ask, clientFor, type CallParts } from "./client.ts";
import { contentList, contentOf } from "./content.ts";
import { contextFor } from "./context.ts";
import { isTooLong } from "./errors.ts";
import type { Facts } from "./facts.ts";
import type { Contexts } from "./loaded.ts";
import { neededTokens, prepareRequest, type PreparedRequest } from "./request.ts";
import { streamParts } from "./stream.ts";

export interface ModelParts {
  readonly address: URL;
  readonly model: string;
  readonly digest: string;
  readonly facts: Facts;
  /** Tokens of prompt and answer together. */
  readonly window: number;
  readonly keepAlive: number | string | undefined;
  readonly contexts: Contexts;
}

/** The AI SDK's interface over `/api/chat`, and over `/api/generate` for models without a template. */
export function languageModel(parts: ModelParts): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "ollama",
    modelId: parts.model,
    // No address is native: Ollama takes the bytes.
    supportedUrls: {},
    async doGenerate(call) {
      const request = prepareRequest(call, parts);
      const place = placeOf(call, parts);
      const client = await clientFor(place);
      const { answer, body, context } = await fitted(request, parts, client, async (sent) =>
        chunkIn(await ask(client, request.endpoint, { ...sent, stream: false }, place)),
      );
      const thought = thoughtIn(answer);
      const content = contentOf(textIn(answer), answer.message?.tool_calls ?? [], request);
      return {
        content: contentList(thought, content),
        finishReason: finishOf(answer, content.calls.length),
        usage: usageOf(answer, thought),
        providerMetadata: metadataOf(answer, answer.logprobs, context),
        request: { body },
        response: { modelId: parts.model, ...timestampOf(answer.created_at) },
        warnings: request.warnings,
      };
    },
    async doStream(call) {
      const request = prepareRequest(call, parts);
      // Whoever stops reading ends the work at the server, too.
      const reader = new AbortController();
      const signals = [reader.signal, call.abortSignal].filter((signal) => signal !== undefined);
      const place = { ...placeOf(call, parts), signal: AbortSignal.any(signals) };
      const client = await clientFor(place);
      const { answer, body, context } = await fitted(request, parts, client, (sent) =>
        ask(client, request.endpoint, { ...sent, stream: true }, place),
      );
      const stream = streamParts(answer as AsyncIterable<unknown>, {
        request,
        place,
        context,
        includeRaw: call.includeRawChunks ?? false,
      });
      return { stream: readable(stream, reader), request: { body } };
    },
  };
}

interface Fitted<T> {
  readonly answer: T;
  readonly body: JsonObject;
  readonly context: number;
}

/** Sends with a context that has room. Where the estimate was too small the server says so, and gets the next size. */
async function fitted<T>(
  request: PreparedRequest,
  { window, digest, contexts }: ModelParts,
  client: Ollama,
  send: (body: JsonObject) => Promise<T>,
): Promise<Fitted<T>> {
  const { promptTokens, answerTokens } = request;
  let context =
    request.context ?? contextFor(neededTokens(request), window, await contexts.of(client, digest));
  for (;;) {
    // An answer without a limit gets the room that is left, for servers that would rather drop the prompt.
    const limit = answerTokens ?? Math.max(1, context - promptTokens);
    const options = { ...request.options, num_ctx: context, num_predict: limit };
    const body = { ...request.body, options };
    contexts.asked(digest, context);
    try {
      return { answer: await send(body), body, context };
    } catch (error) {
      const isLast = request.context !== null || context >= window;
      if (!isTooLong(error) || isLast) throw error;
      context = Math.min(window, context * 2);
    }
  }
}

function placeOf({ abortSignal, headers }: LanguageModelV4CallOptions, parts: ModelParts) {
  const { address, model } = parts;
  return { address, model, signal: abortSignal, headers } satisfies CallParts;
}

function timestampOf(text: string | null | undefined): { readonly timestamp?: Date } {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? {} : { timestamp: new Date(time) };
}

function readable<T>(parts: AsyncGenerator<T>, reader: AbortController): ReadableStream<T> {
  return new ReadableStream<T>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.abort(reason),
  });
}
