import { KernelError, messageOf } from "../../kernel/error.ts";
import type { Embedder, Models } from "../contracts/models.ts";
import { abandonable, createReader, type Reader } from "./reader.ts";
import type { Vectors } from "./vectors.ts";

/** Vectors of texts, or none and why: a goal is ranked all the same. */
export interface Meaning {
  readonly embedder: string | null;
  /** Why an embedder that is there was of no use. */
  readonly failure: string | null;
  of(text: string): Float32Array | undefined;
}

/** Milliseconds for all texts of a goal, where nobody waits. Most of it goes into a model that is loaded first. */
const PATIENCE_MS = 30_000;

export interface Reading {
  readonly signal?: AbortSignal | undefined;
  /** So long the embedder is waited for; what it has not read then, it goes on reading for the next goal. */
  readonly patienceMs?: number | undefined;
}

/** Reads the texts of all goals that come at the same time once. Rejects only when the signal is aborted. */
export function createMeaning(
  models: () => Models,
  vectors: () => Vectors,
): (texts: readonly string[], reading?: Reading) => Promise<Meaning> {
  const readers = new Map<string, Reader>();
  const readerOf = (embedder: Embedder) => {
    const reader = readers.get(embedder.name) ?? createReader(embedder.name, vectors);
    readers.set(embedder.name, reader);
    return reader;
  };
  return async (texts, { signal, patienceMs = PATIENCE_MS } = {}) => {
    const patience = AbortSignal.timeout(patienceMs);
    const until = signal ? AbortSignal.any([signal, patience]) : patience;
    const without = (failure: string | null): Meaning => ({
      embedder: null,
      failure,
      of: () => undefined,
    });
    try {
      const embedder = await abandonable(embedderOf(models), until);
      if (!embedder) return without(null);
      const unique = [...new Set(texts)].filter((text) => text.trim() !== "");
      const known = await abandonable(readerOf(embedder).read(embedder, unique), until);
      return { embedder: embedder.name, failure: null, of: (text) => known.get(text) };
    } catch (error) {
      signal?.throwIfAborted();
      if (patience.aborted) return without("without an embedder, it has not read everything yet");
      return without(`without an embedder, it failed: ${messageOf(error)}`);
    }
  };
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
