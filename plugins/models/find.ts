import { usage } from "../../kernel/error.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import type { ModelProvider, ModelSummary } from "./provider.ts";

export type Providers = ReadonlyMap<string, ModelProvider>;

/** How long a provider may take to say what it has. */
export const PATIENCE_MS = 5000;

/** A provider and the name of a model there, out of `provider/name`. Throws `usage`. */
export function placeOf(
  full: string,
  providers: Providers,
): { readonly provider: ModelProvider; readonly name: string } {
  const cut = full.indexOf("/");
  const names = [...providers.keys()].toSorted().join(", ") || "none";
  if (cut <= 0 || cut === full.length - 1) {
    const hint = `name it like ollama/qwen3:4b; providers: ${names}; glassbox models ls lists them`;
    throw usage(`"${full}" does not name a provider and a model`, hint);
  }
  const word = full.slice(0, cut);
  const provider = providers.get(word);
  if (provider) return { provider, name: full.slice(cut + 1) };
  const hint = `providers: ${names}; one of your own is added with models.compatible.NAME.url`;
  throw usage(`there is no provider "${word}"${didYouMean(word, providers.keys())}`, hint);
}

/** The fault of a name whose provider is there and does not have it. */
export async function notThere(full: string, providers: Providers): Promise<never> {
  const [word = "", ...rest] = full.split("/");
  const found = await listed(providers.get(word)!);
  const names = found.map(({ name }) => `${word}/${name}`);
  const hint =
    word === "ollama"
      ? mendOfOllama(rest.join("/"), found)
      : "glassbox models ls lists what is there";
  throw usage(`there is no model "${full}"${didYouMean(full, names)}`, hint);
}

function mendOfOllama(name: string, found: readonly ModelSummary[]): string {
  const pull = `ollama pull ${name}`;
  if (found.length === 0) return `start Ollama (ollama serve), then get it: ${pull}`;
  return `get it: ${pull}, or name one that glassbox models ls lists`;
}

/** What a provider says it has, and nothing where it fails: whoever needs a model is told by the call itself. */
export async function listed(provider: ModelProvider): Promise<readonly ModelSummary[]> {
  try {
    return await provider.list(AbortSignal.timeout(PATIENCE_MS));
  } catch {
    return [];
  }
}
