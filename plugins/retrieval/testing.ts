import type { Embedder, Models } from "../contracts/models.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { shippedExamples } from "./example.ts";
import type { Retrieval } from "./rank.ts";

/** A port of models that has nothing but an embedder. */
export function modelsWith(embedder: Embedder | null): Models {
  return { choose: async () => null, embedder: async () => embedder };
}

/** An embedding model of an Ollama server, by its HTTP API. */
export function ollamaEmbedder(address: string, model: string): Embedder {
  return {
    name: `ollama/${model}`,
    api: {
      specificationVersion: "v4",
      provider: "ollama",
      modelId: model,
      maxEmbeddingsPerCall: 64,
      supportsParallelCalls: false,
      async doEmbed({ values, abortSignal }) {
        const response = await fetch(new URL("/api/embed", address), {
          method: "POST",
          body: JSON.stringify({ model, input: values }),
          ...(abortSignal && { signal: abortSignal }),
        });
        if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
        const { embeddings } = (await response.json()) as { embeddings: number[][] };
        return { embeddings, warnings: [] };
      },
    },
  };
}

/** An embedder of letter triples: it knows nothing of meaning, but like texts have like vectors. */
export function tripleEmbedder(onCall: (values: readonly string[]) => void = () => {}): Embedder {
  const vectorOf = (text: string) => {
    const vector = Array.from({ length: 64 }, () => 0);
    const padded = ` ${text.toLowerCase()} `;
    for (let index = 0; index + 3 <= padded.length; index += 1)
      vector[Number(Bun.hash.crc32(padded.slice(index, index + 3))) % 64]! += 1;
    return vector;
  };
  return {
    name: "test/triples",
    api: {
      specificationVersion: "v4",
      provider: "test",
      modelId: "triples",
      maxEmbeddingsPerCall: 8,
      supportsParallelCalls: false,
      async doEmbed({ values }) {
        onCall(values);
        return { embeddings: values.map(vectorOf), warnings: [] };
      },
    },
  };
}

export interface Figures {
  readonly top1: number;
  readonly top3: number;
}

/** Shares of goals whose tool is first, and among the first three. */
export async function measure(
  retrieval: Retrieval,
  tools: readonly ToolDefinition[],
  goals: readonly (readonly [goal: string, tool: string])[],
): Promise<Figures> {
  const examples = shippedExamples(tools);
  let first = 0;
  let near = 0;
  for (const [text, tool] of goals) {
    const ranking = await retrieval.rank({ text, tools, examples });
    const place = ranking.tools.findIndex((ranked) => ranked.tool.name === tool);
    if (place === 0) first += 1;
    if (place < 3) near += 1;
  }
  return { top1: first / goals.length, top3: near / goals.length };
}
