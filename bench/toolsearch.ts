// How often the tool that a person asks for in their own words is among the first few, of several hundred real tools of public
// servers; beside BM25 as the textbooks have it. Also what a query costs where there are five thousand tools.
import { toolKey } from "../kernel/plan.ts";
import type { ToolDefinition } from "../kernel/ports/tools.ts";
import { createRetrieval, type Retrieval } from "../plugins/retrieval/rank.ts";
import { modelsWith, ollamaEmbedder } from "../plugins/retrieval/testing.ts";
import { openVectors } from "../plugins/retrieval/vectors.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";
import { type Found, hitAt, recallAt, reciprocalRank } from "./toolsearch/figures.ts";
import { type Query, readQueries, readTools } from "./toolsearch/golden.ts";
import { localEmbedder } from "./toolsearch/local-embedder.ts";
import { manyTools } from "./toolsearch/many-tools.ts";
import { plainBm25 } from "./toolsearch/plain-bm25.ts";

/** Shows the half that weights are set by, with what is missed; its figures are not those of the bench. */
const DEVELOPMENT = "--development";
const ATTEMPTS = 40;
const args = process.argv.slice(2);
const half = args.includes(DEVELOPMENT) ? "development" : "test";

await runBench(
  "toolsearch",
  ({ quick }) => measure(quick),
  args.filter((one) => one !== DEVELOPMENT),
);

async function measure(quick: boolean): Promise<Measured> {
  const tools = readTools();
  const all = readQueries(tools);
  const queries = all.filter((query) => query.half === half);
  progress(`${tools.length} tools, ${queries.length} of ${all.length} queries (${half})`);
  const plain = plainBm25(tools);
  const byPlain = queries.map((query): Found => ({ query, keys: plain(query.text) }));
  const byWords = retrievalWith(null);
  const found = await findAll(byWords, tools, queries);
  if (half === "development") for (const one of found) showMiss(one);
  const many = manyTools(tools, 5_000);
  return {
    figures: {
      toolsSearched: tools.length,
      queriesAsked: queries.length,
      recallAt5: recallAt(5, found),
      recallAt1: recallAt(1, found),
      hitAt5: hitAt(5, found),
      hitAt1: hitAt(1, found),
      mrr: reciprocalRank(found),
      bm25RecallAt5: recallAt(5, byPlain),
      bm25HitAt5: hitAt(5, byPlain),
      bm25Mrr: reciprocalRank(byPlain),
      ...(quick ? {} : await withEmbedder(tools, queries)),
      msPerQuery: await timeOf(byWords, tools, queries.slice(0, quick ? 30 : 100)),
      msPerQuery5000: await timeOf(byWords, many, queries.slice(0, quick ? 10 : 50)),
    },
  };
}

/** Nothing is started or fetched for it: the figures are there where the model is, and where there is time for it. */
async function withEmbedder(
  tools: readonly ToolDefinition[],
  queries: readonly Query[],
): Promise<Measured["figures"]> {
  const embedder = await localEmbedder();
  if (embedder === null) return {};
  progress(`the same with ${embedder.model}`);
  const retrieval = retrievalWith(ollamaEmbedder(embedder.address, embedder.model));
  await readAll(retrieval, tools);
  const found = await findAll(retrieval, tools, queries);
  return {
    recallAt5Embedded: recallAt(5, found),
    hitAt5Embedded: hitAt(5, found),
    mrrEmbedded: reciprocalRank(found),
  };
}

/** One ranking has patience for some of the texts; the next goes on from there. */
async function readAll(retrieval: Retrieval, tools: readonly ToolDefinition[]): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { embedder } = await retrieval.rank({ text: "anything", tools, examples: [] });
    if (embedder !== null) return;
  }
  throw new Error("the embedder did not read the tools");
}

function retrievalWith(embedder: ReturnType<typeof ollamaEmbedder> | null): Retrieval {
  const vectors = openVectors(":memory:");
  return createRetrieval({ models: () => modelsWith(embedder), vectors: () => vectors });
}

async function findAll(
  retrieval: Retrieval,
  tools: readonly ToolDefinition[],
  queries: readonly Query[],
): Promise<Found[]> {
  const found: Found[] = [];
  for (const query of queries) {
    const ranking = await retrieval.rank({ text: query.text, tools, examples: [] });
    found.push({ query, keys: ranking.tools.map(({ tool }) => toolKey(tool)) });
  }
  return found;
}

/** The median, once the list of tools has been read. */
async function timeOf(
  retrieval: Retrieval,
  tools: readonly ToolDefinition[],
  queries: readonly Query[],
): Promise<number> {
  const times: number[] = [];
  await retrieval.rank({ text: "anything", tools, examples: [] });
  for (const { text } of queries) {
    const start = performance.now();
    await retrieval.rank({ text, tools, examples: [] });
    times.push(performance.now() - start);
  }
  return median(times);
}

function showMiss(found: Found): void {
  const { query, keys } = found;
  if (recallAt(5, [found]) === 1) return;
  const places = query.right.map((key) => `${key} ${keys.indexOf(key) + 1}`);
  progress(`${query.text}\n    ${places.join(", ")}\n    not ${keys.slice(0, 5).join(" ")}`);
}
