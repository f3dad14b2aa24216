import type { Embedder } from "../contracts/models.ts";
import type { Vectors } from "./vectors.ts";

/** Has one embedder read texts, each once, in the background, whoever waits for them and for how long. */
export interface Reader {
  /** Resolves when all of these are read; rejects when the embedder fails. */
  read(embedder: Embedder, texts: readonly string[]): Promise<Map<string, Float32Array>>;
}

interface Waiting {
  readonly missing: Set<string>;
  readonly known: Map<string, Float32Array>;
  readonly done: PromiseWithResolvers<Map<string, Float32Array>>;
}

/** Few, so that a goal that comes meanwhile has not long to wait for its own text. */
const BATCH = 16;
/** For one batch, that of a model that is loaded first. */
const BATCH_MS = 60_000;

export function createReader(name: string, vectors: () => Vectors): Reader {
  const waiting = new Set<Waiting>();
  let queue: string[] = [];
  let queued = new Set<string>();
  let isReading = false;

  function taken(texts: readonly string[], made: readonly Float32Array[]): void {
    for (const text of texts) queued.delete(text);
    for (const one of waiting) {
      for (const [index, text] of texts.entries())
        if (one.missing.delete(text)) one.known.set(text, made[index]!);
      if (one.missing.size > 0) continue;
      waiting.delete(one);
      one.done.resolve(one.known);
    }
  }

  async function readOn(embedder: Embedder): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      while (queue.length > 0) {
        const most = (await embedder.api.maxEmbeddingsPerCall) ?? BATCH;
        const values = queue.splice(0, Math.max(1, Math.min(BATCH, most)));
        const made = await embed(embedder, values);
        vectors().put(name, values, made);
        taken(values, made);
      }
    } catch (error) {
      queue = [];
      queued = new Set();
      for (const one of waiting) one.done.reject(error);
      waiting.clear();
    } finally {
      isReading = false;
    }
  }

  return {
    read(embedder, texts) {
      const known = new Map<string, Float32Array>();
      const missing = new Set<string>();
      for (const [index, vector] of vectors().get(name, texts).entries()) {
        if (vector) known.set(texts[index]!, vector);
        else missing.add(texts[index]!);
      }
      if (missing.size === 0) return Promise.resolve(known);
      const done = Promise.withResolvers<Map<string, Float32Array>>();
      // Whoever waited may have left.
      done.promise.catch(() => {});
      waiting.add({ missing, known, done });
      const fresh = [...missing].filter((text) => !queued.has(text));
      for (const text of fresh) queued.add(text);
      queue = [...fresh, ...queue];
      void readOn(embedder);
      return done.promise;
    },
  };
}

async function embed({ name, api }: Embedder, values: string[]): Promise<Float32Array[]> {
  const signal = AbortSignal.timeout(BATCH_MS);
  const { embeddings } = await abandonable(api.doEmbed({ values, abortSignal: signal }), signal);
  const made = embeddings.map((numbers) => Float32Array.from(numbers));
  if (made.length !== values.length || !made.every(isUsable))
    throw new Error(`${name} answered no vector for a text`);
  return made;
}

function isUsable(vector: Float32Array): boolean {
  return vector.length > 0 && vector.every(Number.isFinite);
}

/** A provider that does not listen to its signal is left behind. */
export function abandonable<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const leave = () => reject(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  work.then(resolve, reject);
  return promise.finally(() => signal.removeEventListener("abort", leave));
}
