import { expect, test } from "bun:test";

import { allTools } from "../../bench/goals/all-tools.ts";
import type { Embedder } from "../contracts/models.ts";
import { CHECK_GOALS } from "./dev-goals.ts";
import { shippedExamples } from "./example.ts";
import { readGoal } from "./goal-traits.ts";
import { createRetrieval } from "./rank.ts";
import { measure, modelsWith, ollamaEmbedder } from "./testing.ts";
import { openVectors } from "./vectors.ts";

const ADDRESS = process.env["OLLAMA_HOST"];

if (!ADDRESS) console.error("OLLAMA_HOST is not set: the live tests of retrieval are skipped");

test.skipIf(!ADDRESS)(
  "with a small embedder the tool is found for more goals than by words alone",
  async () => {
    const address = ADDRESS!.includes("://") ? ADDRESS! : `http://${ADDRESS}`;
    const tools = await allTools();
    const vectors = openVectors(":memory:");
    const withEmbedder = (one: Embedder | null) =>
      createRetrieval({ models: () => modelsWith(one), vectors: () => vectors });
    // All at once, so that no goal has to wait for a server that others use too.
    const embedder = ollamaEmbedder(address, "all-minilm");
    const texts = CHECK_GOALS.map(([goal]) => readGoal(goal).masked);
    for (let start = 0; start < texts.length; start += 16) {
      const values = texts.slice(start, start + 16);
      const { embeddings } = await embedder.api.doEmbed({ values });
      vectors.put(
        embedder.name,
        values,
        embeddings.map((one) => Float32Array.from(one)),
      );
    }
    const words = await measure(withEmbedder(null), tools, CHECK_GOALS);
    const meaning = withEmbedder(embedder);
    // The texts of tools and examples: a busy server may need more than one attempt, and each goes on from the last.
    const examples = shippedExamples(tools);
    const attempt = () => meaning.rank({ text: "read a.md", tools, examples });
    let ranking = await attempt();
    for (let count = 0; ranking.embedder === null && count < 8; count += 1)
      ranking = await attempt();
    expect(ranking.embedder).toBe("ollama/all-minilm");
    const check = await measure(meaning, tools, CHECK_GOALS);
    console.error("retrieval:", JSON.stringify({ words, check }));
    expect(check.top1).toBeGreaterThan(words.top1);
    expect(check.top1).toBeGreaterThanOrEqual(0.85);
    expect(check.top3).toBeGreaterThanOrEqual(0.95);
  },
  300_000,
);
