import { beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";

import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import { readQueries, readTools } from "../../../bench/toolsearch/golden.ts";
import { hitAt, recallAt, reciprocalRank } from "../../../bench/toolsearch/figures.ts";
import { plainBm25 } from "../../../bench/toolsearch/plain-bm25.ts";
import { toolKey } from "../../../kernel/plan.ts";
import { createRetrieval, type Retrieval } from "../rank.ts";
import { modelsWith } from "../testing.ts";
import { openVectors } from "../vectors.ts";

let tools: readonly ToolDefinition[];
let retrieval: Retrieval;
beforeAll(() => {
  tools = readTools();
  const vectors = openVectors(":memory:");
  retrieval = createRetrieval({ models: () => modelsWith(null), vectors: () => vectors });
});

async function firstFor(text: string, most = 5): Promise<string[]> {
  const ranking = await retrieval.rank({ text, tools, examples: [] });
  return ranking.tools.slice(0, most).map(({ tool }) => toolKey(tool));
}

describe("among hundreds of tools of other people", () => {
  test("the one is found that is asked for in other words than its own", async () => {
    expect(await firstFor("make a folder called invoices")).toContain(
      "filesystem__create_directory",
    );
    expect(await firstFor("take a picture of the web page")).toContain("devtools__take_screenshot");
  });

  test("the server that is named goes before others with the same tool", async () => {
    const [github] = await firstFor("create an issue on github");
    const [gitlab] = await firstFor("create an issue on gitlab");
    expect([github, gitlab]).toEqual(["github__create_issue", "gitlab__create_issue"]);
  });

  test("the beginning of a server's name is enough", async () => {
    const found = await firstFor("which indexes are in elastic");
    expect(found).toContain("elasticsearch__list_indices");
  });

  test("a slip of the pen costs nothing", async () => {
    expect(await firstFor("take a screnshot")).toEqual(await firstFor("take a screenshot"));
  });

  test("politeness changes nothing", async () => {
    const plain = await firstFor("list the channels in slack");
    expect(await firstFor("hello, please list the channels in slack, thanks")).toEqual(plain);
  });

  test("more is found than by words alone, on goals that weights were set by", async () => {
    const queries = readQueries(tools).filter(({ half }) => half === "development");
    const plain = plainBm25(tools);
    const byPlain = queries.map((query) => ({ query, keys: plain(query.text) }));
    const ours = [];
    for (const query of queries) ours.push({ query, keys: await firstFor(query.text, 50) });
    expect(recallAt(5, ours)).toBeGreaterThan(0.8);
    expect(recallAt(5, ours)).toBeGreaterThan(1.4 * recallAt(5, byPlain));
  });

  test("any text at all has a ranking, with scores from 0 to 1", async () => {
    const few = tools.slice(0, 40);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 60 }), async (text) => {
        const ranking = await retrieval.rank({ text, tools: few, examples: [] });
        expect(ranking.tools).toHaveLength(few.length);
        for (const { score } of ranking.tools) expect(score >= 0 && score <= 1).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the golden set", () => {
  test("has two hundred tools and queries, and nearly a third of them has several servers to choose from", () => {
    const queries = readQueries(tools);
    const shared = queries.filter(
      ({ right }) => new Set(right.map((key) => key.split("__")[0])).size > 1,
    );
    expect(tools.length).toBeGreaterThan(200);
    expect(queries.length).toBeGreaterThan(200);
    expect(shared.length / queries.length).toBeGreaterThan(0.28);
  });

  test("counts what stands among the first few", () => {
    const query = { text: "q", right: ["a", "b"], half: "test" } as const;
    const found = [
      { query, keys: ["x", "a", "y", "z", "w", "b"] },
      { query, keys: ["b", "a"] },
    ];
    expect(recallAt(5, found)).toBe(0.75);
    expect(recallAt(1, found)).toBe(0.5);
    expect(hitAt(1, found)).toBe(0.5);
    expect(reciprocalRank(found)).toBe(0.75);
  });
});
