import type { EmbeddingModelV4, LanguageModelV4, ProviderV4 } from "@ai-sdk/provider";
import type { EmbeddingModelMiddleware, LanguageModelMiddleware } from "ai";

import { failureOf } from "./failure.ts";
import type { Service } from "./service.ts";
import { strictWhereAccepted } from "./strict.ts";

/** Opens a model of a service. Only this loads an SDK: the one of the service's kind, and `ai` around it. */
export async function openModel(
  service: Service,
  key: string | undefined,
  model: string,
): Promise<LanguageModelV4> {
  const [{ createProviderRegistry, defaultSettingsMiddleware, extractReasoningMiddleware }, sdk] =
    await Promise.all([quietAi(), providerOf(service, key)]);
  const failures = clearFailures(service, model);
  const middleware =
    service.kind === "compatible"
      ? // Local servers send the thinking of small models as text.
        [failures, strictWhereAccepted, extractReasoningMiddleware({ tagName: "think" })]
      : [failures, strictWhereAccepted, defaultSettingsMiddleware({ settings: NOT_KEPT })];
  const options = { separator: "/", languageModelMiddleware: middleware } as const;
  const registry = createProviderRegistry({ [service.name]: sdk }, options);
  return registry.languageModel(`${service.name}/${model}`);
}

export async function openEmbedder(
  service: Service,
  key: string | undefined,
  model: string,
): Promise<EmbeddingModelV4> {
  const [{ wrapEmbeddingModel }, sdk] = await Promise.all([quietAi(), providerOf(service, key)]);
  const middleware: EmbeddingModelMiddleware = {
    specificationVersion: "v4",
    wrapEmbed: ({ doEmbed }) => clearly(doEmbed, service, model),
  };
  return wrapEmbeddingModel({ model: sdk.embeddingModel(model), middleware });
}

/** OpenAI keeps answers for later reference unless told not to. */
const NOT_KEPT = { providerOptions: { openai: { store: false } } };

/** Its warnings would go to standard error, which is the terminal's. */
async function quietAi() {
  const ai = await import("ai");
  globalThis.AI_SDK_LOG_WARNINGS = false;
  return ai;
}

async function providerOf(service: Service, key = ""): Promise<ProviderV4> {
  const { kind, name, url } = service;
  const settings = { apiKey: key, baseURL: url, name, fetch: straightFetch(service) };
  if (kind === "openai") return (await import("@ai-sdk/openai")).createOpenAI(settings);
  if (kind === "anthropic") return (await import("@ai-sdk/anthropic")).createAnthropic(settings);
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
  return createOpenAICompatible({
    ...settings,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
}

/** Goes nowhere else: a server of this machine is not asked through a proxy, and passes no prompt on to another address. */
function straightFetch({ remote }: Service): typeof fetch {
  const straight = { redirect: "error", ...(remote ? {} : { proxy: false }) } as const;
  const one = (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) =>
    fetch(input, { ...init, ...straight });
  return Object.assign(one, { preconnect: fetch.preconnect });
}

function clearFailures(service: Service, model: string): LanguageModelMiddleware {
  return {
    specificationVersion: "v4",
    wrapGenerate: ({ doGenerate }) => clearly(doGenerate, service, model),
    async wrapStream({ doStream }) {
      const { stream, ...rest } = await clearly(doStream, service, model);
      type Part = typeof stream extends ReadableStream<infer P> ? P : never;
      const clear = new TransformStream<Part, Part>({
        transform(part, controller) {
          if (part.type !== "error") controller.enqueue(part);
          else controller.enqueue({ ...part, error: failureOf(part.error, service, model) });
        },
      });
      return { ...rest, stream: stream.pipeThrough(clear) };
    },
  };
}

async function clearly<T>(work: () => PromiseLike<T>, service: Service, model: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error, service, model);
  }
}
