import type { Embedder, Model } from "../contracts/models.ts";

/** One service of models: `host.provide("model-provider", NAME, provider)`. */
export interface ModelProvider {
  /** As configured now: what is said to its models leaves the machine. */
  readonly remote: boolean;
  /** What is known without asking another machine. Empty when nothing answers. */
  list(signal: AbortSignal): Promise<readonly ModelSummary[]>;
  /** By its name without the provider; null: it is not there. */
  model(name: string): Promise<Model | null>;
  /** Without a name: one that it finds by itself. */
  embedder(name: string | null): Promise<Embedder | null>;
}

/** Providers that come and go with the configuration: `host.provide("model-providers", NAME, source)`. */
export type ProviderSource = () => ReadonlyMap<string, ModelProvider>;

export interface ModelSummary {
  /** Without the provider. */
  readonly name: string;
  readonly bytes: number | null;
  readonly parameters: number | null;
  readonly window: number | null;
  /** `completion`, `tools`, `embedding`, `thinking`, `vision`. */
  readonly capabilities: readonly string[];
  readonly remote: boolean;
}
