import type { Embedder, Model } from "../contracts/models.ts";

/** What `plugins/models` asks of a service of models. */
export interface ModelProvider {
  /** As configured now: what is said to its models leaves the machine. */
  readonly remote: boolean;
  /** What is known without asking another machine unasked. Empty when nothing answers. */
  list(signal: AbortSignal): Promise<readonly ModelSummary[]>;
  /** By its name without the provider; null: it is not there. */
  model(name: string): Promise<Model | null>;
  /** Without a name: the first that makes embeddings. */
  embedder(name: string | null): Promise<Embedder | null>;
}

export interface ModelSummary {
  /** Without the provider. */
  readonly name: string;
  readonly bytes: number | null;
  readonly parameters: number | null;
  readonly window: number | null;
  readonly capabilities: readonly string[];
  readonly remote: boolean;
}
