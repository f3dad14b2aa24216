import type { Ollama } from "ollama/browser";
import { z } from "zod";

const running = z.object({
  models: z.array(z.object({ digest: z.string(), context_length: z.number().nullish() })).nullish(),
});

/** Contexts of the models that are loaded now, by digest. A server that does not say has none loaded. */
export async function loadedContexts(client: Ollama): Promise<ReadonlyMap<string, number>> {
  const answer = running.safeParse(await client.ps().catch(() => ({})));
  const contexts = new Map<string, number>();
  for (const { digest, context_length: size } of answer.data?.models ?? []) {
    if (size) contexts.set(digest, size);
  }
  return contexts;
}

/** How long a server may take to load a model. */
const LOADING_MS = 60_000;

/**
 * What a model is loaded with, or is about to be: while a server loads it anew it lists none, and a call that then asked
 * for a smaller size would make it start over.
 */
export interface Contexts {
  of(client: Ollama, digest: string): Promise<number | null>;
  asked(digest: string, size: number): void;
}

export function contextsOf(now: () => number = () => performance.now()): Contexts {
  const last = new Map<string, { readonly size: number; readonly until: number }>();
  return {
    async of(client, digest) {
      const loaded = (await loadedContexts(client)).get(digest);
      if (loaded !== undefined) return loaded;
      const asked = last.get(digest);
      return asked && asked.until > now() ? asked.size : null;
    },
    asked: (digest, size) => void last.set(digest, { size, until: now() + LOADING_MS }),
  };
}
