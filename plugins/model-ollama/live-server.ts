import { isListening } from "./address.ts";
import type { ModelProvider, ModelSummary } from "./model-provider.ts";
import { settingsIn } from "./settings.ts";
import { providerAt } from "./testing.ts";

/** A real server for live tests: `OLLAMA_HOST`, or the usual address. */
export interface LiveServer {
  readonly url: string;
  readonly provider: ModelProvider;
  /** The smallest local model that completes texts. */
  readonly chat: string;
  /** The smallest that makes embeddings. */
  readonly embedding: string;
}

/** Null, and a word about it on standard error, where there is nothing to test against. */
export async function liveServer(): Promise<LiveServer | null> {
  const { address } = settingsIn({});
  const skip = (why: string) => {
    console.error(`live tests of Ollama are skipped: ${why}`);
    return null;
  };
  if (!(await isListening(address))) return skip(`nothing answers at ${address.host}`);
  const url = address.href.replace(/\/$/, "");
  const provider = providerAt(url);
  const list = await provider.list(AbortSignal.timeout(10_000));
  const smallest = (capability: string): ModelSummary | undefined =>
    list
      .filter(({ capabilities, remote }) => capabilities.includes(capability) && !remote)
      .toSorted((a, b) => (a.parameters ?? 0) - (b.parameters ?? 0))[0];
  const [chat, embedding] = [smallest("completion"), smallest("embedding")];
  if (chat && embedding) return { url, provider, chat: chat.name, embedding: embedding.name };
  return skip(`${address.host} needs a model that completes texts and one for embeddings`);
}
