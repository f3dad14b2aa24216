import type { LanguageModelV4 } from "@ai-sdk/provider";

/** A model is the AI SDK's interface and nothing more; providers are plugins. */
export interface Models {
  /** Named `provider/name`; null when it is not there. */
  get(name: string): Promise<LanguageModelV4 | null>;
}
