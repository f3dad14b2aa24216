import { messageOf } from "../../kernel/error.ts";
import type { Embedder, Model } from "../contracts/models.ts";
import { notThere, PATIENCE_MS, placeOf, type Providers } from "./find.ts";
import { largestThatFits } from "./largest.ts";
import { NONE, type Settings } from "./settings.ts";

/** The provider that is looked at when nobody named a model, and only while it is on this machine. */
const LOCAL = "ollama";

export interface Choice {
  readonly model: Model | null;
  /** For people: a part of a sentence. */
  readonly why: string;
}

/**
 * The order of choice: the name given, else the configured one, else the Ollama of this machine, else none. Nothing else
 * selects a model, least of all a key in the environment. Throws `usage` for a name that is not there.
 */
export async function chooseModel(
  providers: Providers,
  settings: Settings,
  named: string | null,
  memory: number,
): Promise<Choice> {
  if (named !== null) return byName(providers, named, "named by the caller");
  if (settings.default !== undefined)
    return byName(providers, settings.default, "chosen by models.default");
  return onThisMachine(providers, memory);
}

async function byName(providers: Providers, full: string, why: string): Promise<Choice> {
  if (full === NONE) return { model: null, why };
  const { provider, name } = placeOf(full, providers);
  return { model: (await provider.model(name)) ?? (await notThere(full, providers)), why };
}

async function onThisMachine(providers: Providers, memory: number): Promise<Choice> {
  const none = (why: string): Choice => ({ model: null, why });
  const ollama = providers.get(LOCAL);
  if (!ollama) return none("no provider for Ollama is loaded");
  if (ollama.remote) return none("Ollama is on another machine: it is used once it is named");
  try {
    const found = await ollama.list(AbortSignal.timeout(PATIENCE_MS));
    if (found.length === 0) return none("no Ollama with a model answers on this machine");
    const best = largestThatFits(found, memory);
    if (!best) return none(`of ${found.length} in Ollama none completes texts and fits the memory`);
    const model = await ollama.model(best.name);
    if (!model || model.remote) return none(`Ollama no longer has ${best.name} on this machine`);
    return { model, why: "the largest in this machine's Ollama that fits its memory" };
  } catch (error) {
    return none(`Ollama on this machine: ${messageOf(error)}`);
  }
}

/** The configured one, else one of this machine's Ollama; null: none. Throws `usage` for a name that is not there. */
export async function chooseEmbedder(
  providers: Providers,
  { embedder: named }: Settings,
): Promise<Embedder | null> {
  if (named === NONE) return null;
  if (named !== undefined) {
    const { provider, name } = placeOf(named, providers);
    return (await provider.embedder(name)) ?? notThere(named, providers);
  }
  const ollama = providers.get(LOCAL);
  if (!ollama || ollama.remote) return null;
  return ollama.embedder(null);
}
