import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";

/** A model is the AI SDK's interface and what a planner must know of it; providers are plugins. */
export interface Model {
  /** `provider/name`. */
  readonly name: string;
  readonly api: LanguageModelV4;
  /** Tokens of prompt and answer together. */
  readonly window: number;
  /** How many weights it has; null where nobody says. */
  readonly parameters: number | null;
  /** What is said to it leaves the machine. */
  readonly remote: boolean;
  /** Dollars for a million tokens. */
  readonly price: { readonly input: number; readonly output: number };
}

export interface Embedder {
  readonly name: string;
  readonly api: EmbeddingModelV4;
}

export interface Models {
  /** By name, else as configured, else one on this machine; null: none. Throws `usage` for a name that is not there. */
  choose(named: string | null): Promise<Model | null>;
  embedder(): Promise<Embedder | null>;
}
