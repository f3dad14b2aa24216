import type { Ollama } from "ollama/browser";
import { z } from "zod";

import { unavailable, usage } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { isListening } from "./address.ts";
import { clientFor } from "./client.ts";
import { embeddingModel } from "./embedding-model.ts";
import { read } from "./errors.ts";
import { factsIn, type Facts } from "./facts.ts";
import { languageModel, type ModelParts } from "./language-model.ts";
import { contextsOf, loadedContexts } from "./loaded.ts";
import type { ModelProvider } from "./model-provider.ts";
import { settingsIn, type Settings } from "./settings.ts";

const tags = z.object({
  models: z.array(z.object({ name: z.string(), digest: z.string(), size: z.number().nullish() })),
});

type Tag = z.output<typeof tags>["models"][number];

/** Where neither the model nor the server says: what Ollama loads a model with on a small machine. */
const USUAL_WINDOW = 4096;

export function ollamaProvider(config: () => JsonObject): ModelProvider {
  // A digest names a model's bytes and its definition, so what is known of it stays true.
  const known = new Map<string, Facts>();
  const contexts = contextsOf();

  const factsOf = async (client: Ollama, { name, digest }: Tag): Promise<Facts> => {
    const kept = known.get(digest);
    if (kept) return kept;
    const facts = factsIn(await client.show({ model: name }));
    known.set(digest, facts);
    return facts;
  };

  const partsOf = async (client: Ollama, tag: Tag, settings: Settings): Promise<ModelParts> => {
    const facts = await factsOf(client, tag);
    const { name: model, digest } = tag;
    const window = facts.window ?? (await loadedContexts(client)).get(digest) ?? USUAL_WINDOW;
    const { address, keepAlive } = settings;
    return { address, model, digest, facts, window, keepAlive, contexts };
  };

  const find = async (name: string): Promise<ModelParts | null> => {
    const settings = settingsIn(config());
    const server = await reach(settings, name);
    const tag = server?.models.find((one) => one.name === name || one.name === `${name}:latest`);
    return server && tag ? partsOf(server.client, tag, settings) : null;
  };

  return {
    get remote() {
      return settingsIn(config()).remote;
    },
    async list(signal) {
      const settings = settingsIn(config());
      if (settings.remote && !settings.named) return [];
      const server = await reach(settings, "", signal);
      if (!server) return [];
      const { client, models } = server;
      const loaded = await loadedContexts(client);
      return Promise.all(
        models.map(async (tag) => {
          // One broken model hides no other.
          const facts = await factsOf(client, tag).catch(() => null);
          return {
            name: tag.name,
            bytes: tag.size ?? null,
            parameters: facts?.parameters ?? null,
            window: facts?.window ?? loaded.get(tag.digest) ?? null,
            capabilities: [...(facts?.capabilities ?? [])],
            remote: settings.remote || (facts?.remote ?? false),
          };
        }),
      );
    },
    async model(name) {
      const parts = await find(name);
      if (!parts) return null;
      const { facts, model, window } = parts;
      if (!facts.capabilities.has("completion")) {
        throw usage(`ollama/${model} makes embeddings and answers no prompts`, TAKE_ANOTHER);
      }
      return {
        name: `ollama/${model}`,
        api: languageModel(parts),
        window,
        parameters: facts.parameters,
        remote: settingsIn(config()).remote || facts.remote,
        price: { input: 0, output: 0 },
      };
    },
    async embedder(name) {
      const parts = name === null ? await firstEmbedder() : await find(name);
      if (!parts) return null;
      if (!parts.facts.capabilities.has("embedding")) {
        throw usage(`ollama/${parts.model} makes no embeddings`, TAKE_ANOTHER);
      }
      return { name: `ollama/${parts.model}`, api: embeddingModel(parts) };
    },
  };

  async function firstEmbedder(): Promise<ModelParts | null> {
    const settings = settingsIn(config());
    const server = settings.remote ? null : await reach(settings, "");
    for (const tag of server?.models ?? []) {
      const parts = await partsOf(server!.client, tag, settings);
      if (parts.facts.capabilities.has("embedding") && !parts.facts.remote) return parts;
    }
    return null;
  }
}

/** For what a server says about its models: it reads their files for that, and a small machine does so slowly. */
const PATIENCE_MS = 15_000;
const TAKE_ANOTHER = "glassbox models ls shows what each model can do";

interface Server {
  readonly client: Ollama;
  readonly models: readonly Tag[];
}

/** The server with its models; null when nothing is there. */
async function reach(
  { address }: Settings,
  model: string,
  signal?: AbortSignal,
): Promise<Server | null> {
  if (!(await isListening(address))) return null;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signals = signal ? [signal, patience] : [patience];
  const client = await clientFor({ address, model, signal: AbortSignal.any(signals) });
  try {
    return { client, models: read(tags, await client.list()).models };
  } catch (error) {
    if (!patience.aborted || signal?.aborted) throw error;
    const message = `the Ollama at ${address.host} accepts calls and does not answer`;
    throw unavailable(message, "restart it, or set models.ollama.url");
  }
}
