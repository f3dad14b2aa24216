import { KernelError, messageOf } from "../../kernel/error.ts";
import type { Embedder, Models } from "../contracts/models.ts";
import type { Vectors } from "./vectors.ts";

/** Vectors of texts, or none and why: a goal is ranked all the same. */
export interface Meaning {
  readonly embedder: string | null;
  /** Why an embedder that is there was of no use. */
  readonly failure: string | null;
  of(text: string): Float32Array | undefined;
}

/** Milliseconds for all texts of a goal. Most of it goes into a model that is loaded first. */
const PATIENCE = 30_000;
/** Few, so that a slow machine keeps what it made when the time is up, and goes on from there. */
const BATCH = 16;

/**
 * Reads texts for one goal after the other: two goals at once, as the steps of a plan are, would both have the same texts
 * embedded. Rejects only when the signal is aborted.
 */
export function createMeaning(
  models: () => Models,
  vectors: () => Vectors,
): (texts: readonly string[], signal?: AbortSignal) => Promise<Meaning> {
  let last: Promise<unknown> = Promise.resolve();
  return (texts, signal) => {
    const turn = last.then(() => meaningOf(texts, models, vectors, signal));
    last = turn.catch(() => {});
    return signal ? abandonable(turn, signal) : turn;
  };
}

async function meaningOf(
  texts: readonly string[],
  models: () => Models,
  vectors: () => Vectors,
  signal: AbortSignal | undefined,
): Promise<Meaning> {
  const patience = AbortSignal.timeout(PATIENCE);
  const until = signal ? AbortSignal.any([signal, patience]) : patience;
  try {
    const embedder = await abandonable(embedderOf(models), until);
    if (!embedder) return { embedder: null, failure: null, of: () => undefined };
    const unique = [...new Set(texts)].filter((text) => text.trim() !== "");
    const known = await embed(embedder, unique, vectors(), until);
    return { embedder: embedder.name, failure: null, of: (text) => known.get(text) };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = `without an embedder, it failed: ${messageOf(error)}`;
    return { embedder: null, failure, of: () => undefined };
  }
}

/** Of two directions, 0 to 1; vectors of another length, or without direction, have nothing in common. */
export function cosine(left: Float32Array, right: Float32Array): number {
  if (left.length !== right.length) return 0;
  let dot = 0;
  let a = 0;
  let b = 0;
  for (let index = 0; index < left.length; index += 1) {
    const x = left[index]!;
    const y = right[index]!;
    dot += x * y;
    a += x * x;
    b += y * y;
  }
  const scale = Math.sqrt(a) * Math.sqrt(b);
  return scale > 0 ? Math.min(1, Math.max(0, dot / scale)) : 0;
}

/** A home without the plugin of models has no embedder, and nothing has failed. */
async function embedderOf(models: () => Models): Promise<Embedder | null> {
  let port: Models;
  try {
    port = models();
  } catch (error) {
    if (error instanceof KernelError && error.code === "unavailable") return null;
    throw error;
  }
  return port.embedder();
}

async function embed(
  { name, api }: Embedder,
  texts: readonly string[],
  vectors: Vectors,
  signal: AbortSignal,
): Promise<Map<string, Float32Array>> {
  const kept = vectors.get(name, texts);
  const known = new Map<string, Float32Array>();
  for (const [index, text] of texts.entries()) {
    const vector = kept[index];
    if (vector) known.set(text, vector);
  }
  const missing = texts.filter((text) => !known.has(text));
  const size = Math.max(1, Math.min(BATCH, (await api.maxEmbeddingsPerCall) ?? BATCH));
  for (let start = 0; start < missing.length; start += size) {
    const values = missing.slice(start, start + size);
    const { embeddings } = await abandonable(api.doEmbed({ values, abortSignal: signal }), signal);
    const made = embeddings.map((numbers) => Float32Array.from(numbers));
    if (made.length !== values.length || !made.every(isUsable))
      throw new Error(`${name} answered no vector for a text`);
    vectors.put(name, values, made);
    for (const [index, text] of values.entries()) known.set(text, made[index]!);
  }
  return known;
}

function isUsable(vector: Float32Array): boolean {
  return vector.length > 0 && vector.every(Number.isFinite);
}

/** A provider that does not listen to its signal is left behind. */
function abandonable<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const leave = () => reject(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  work.then(resolve, reject);
  return promise.finally(() => signal.removeEventListener("abort", leave));
}
