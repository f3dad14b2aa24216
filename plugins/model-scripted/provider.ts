import type { Embedder, Model } from "../contracts/models.ts";
import { scriptedModel, type ScriptedModel } from "./model.ts";
import type { Script } from "./script.ts";

export interface ScriptedOptions {
  /** Only these are there; without them a model is there by any name. */
  readonly names?: readonly string[] | undefined;
  readonly window?: number | undefined;
  readonly parameters?: number | null | undefined;
  readonly remote?: boolean | undefined;
  readonly price?: Model["price"] | undefined;
  /** Makes the vector of a text; without it there is no embedder. */
  readonly embed?: ((text: string) => readonly number[]) | undefined;
}

/** What the port `models` takes as a provider, with one script for all of its models. */
export interface ScriptedProvider {
  readonly remote: boolean;
  /** The one model behind every name. */
  readonly scripted: ScriptedModel;
  list(): Promise<readonly ModelSummary[]>;
  model(name: string): Promise<Model | null>;
  embedder(name: string | null): Promise<Embedder | null>;
}

interface ModelSummary extends Pick<Model, "name" | "window" | "parameters" | "remote"> {
  readonly bytes: null;
  readonly capabilities: readonly string[];
}

const WINDOW = 32_768;
const FREE = { input: 0, output: 0 };

export function scriptedProvider(script: Script, options: ScriptedOptions = {}): ScriptedProvider {
  const { names, window = WINDOW, parameters = null, remote = false, price = FREE } = options;
  const scripted = scriptedModel(script);
  const isThere = (name: string) => names?.includes(name) ?? true;
  return {
    remote,
    scripted,
    list: async () =>
      (names ?? []).map((name) => ({
        name,
        bytes: null,
        parameters,
        window,
        capabilities: ["completion"],
        remote,
      })),
    async model(name) {
      if (!isThere(name)) return null;
      return { name: `scripted/${name}`, api: scripted, window, parameters, remote, price };
    },
    async embedder(name) {
      const { embed } = options;
      if (!embed) return null;
      return { name: `scripted/${name ?? "vectors"}`, api: embedderOf(embed) };
    },
  };
}

function embedderOf(embed: (text: string) => readonly number[]): Embedder["api"] {
  return {
    specificationVersion: "v4",
    provider: "scripted",
    modelId: "vectors",
    maxEmbeddingsPerCall: undefined,
    supportsParallelCalls: true,
    doEmbed: async ({ values }) => ({
      embeddings: values.map((text) => [...embed(text)]),
      warnings: [],
    }),
  };
}
