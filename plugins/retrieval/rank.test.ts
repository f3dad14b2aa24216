import { beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";

import { allTools } from "../../bench/goals/all-tools.ts";
import { unavailable } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Embedder } from "../contracts/models.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { CHECK_GOALS, DEV_GOALS } from "./dev-goals.ts";
import { type Example, shippedExamples } from "./example.ts";
import { createRetrieval, type Ranking, type Retrieval } from "./rank.ts";
import { measure, modelsWith, tripleEmbedder } from "./testing.ts";
import { openVectors } from "./vectors.ts";

let tools: readonly ToolDefinition[];
let examples: readonly Example[];
beforeAll(async () => {
  tools = await allTools();
  examples = shippedExamples(tools);
  expect(tools.length).toBeGreaterThanOrEqual(22);
  expect(examples.length).toBeGreaterThanOrEqual(90);
});

function retrievalWith(embedder: Embedder | null): Retrieval {
  const vectors = openVectors(":memory:");
  return createRetrieval({ models: () => modelsWith(embedder), vectors: () => vectors });
}

const byWords = retrievalWith(null);
const byTriples = retrievalWith(tripleEmbedder());

function toolOf(key: string, description: string, properties: JsonObject): ToolDefinition {
  const [server, name] = key.split("__") as [string, string];
  const inputSchema = { type: "object", properties, required: Object.keys(properties) };
  const policy = {
    effect: "once",
    expect: [],
    paths: [],
    meta: {},
    trusted: false,
    hash: "",
  } as const;
  return { server, name, description, inputSchema, ...policy };
}

const keys = (ranking: Ranking) => ranking.tools.map(({ tool }) => `${tool.server}__${tool.name}`);
const first = (ranking: Ranking) => ranking.tools[0]!;
const text = { type: "string" };

describe("the tool for a goal", () => {
  test("is found by words, types and examples alone for most goals", async () => {
    const figures = await measure(byWords, tools, [...DEV_GOALS, ...CHECK_GOALS]);
    expect(figures.top1).toBeGreaterThanOrEqual(0.75);
    expect(figures.top3).toBeGreaterThanOrEqual(0.95);
  });

  test("is found without examples too, as other people's tools come", async () => {
    const mail = toolOf("mail__send_email", "Sends an email to one recipient.", {
      recipient: { ...text, description: "Email address" },
      subject: text,
      body: text,
    });
    const issue = toolOf("tracker__createIssue", "Creates an issue in the tracker.", {
      title: text,
    });
    const all = [...tools, mail, issue];
    for (const retrieval of [byWords, byTriples]) {
      const rank = (goal: string) => retrieval.rank({ text: goal, tools: all, examples });
      expect(first(await rank("send an email to ada@example.org")).tool).toBe(mail);
      expect(first(await rank("create an issue: the door squeaks")).tool).toBe(issue);
    }
  });

  test("takes what the goal holds: a web address outweighs every word", async () => {
    const ranking = await byWords.rank({
      text: "read https://example.org/files/list.txt",
      tools,
      examples,
    });
    expect(first(ranking).tool.name).toBe("web_fetch");
    expect(first(ranking).parts.types).toBe(1);
    expect(first(ranking).reasons).toContain("takes the web address");
  });

  test("is explained by the nearest example and the goal's own words", async () => {
    const { reasons } = first(
      await byWords.rank({ text: "Renaming a.md to b.md", tools, examples }),
    );
    expect(reasons).toContain('like "Rename draft.md to final.md"');
    expect(reasons).toContain("says renaming");
  });

  test("rises with a proven example, and goes back when that is gone", async () => {
    const goal = "knit the winter sleeves";
    const proven: Example = {
      goal: "knit the summer sleeves",
      tool: "shell__shell_run",
      args: { command: "summer" },
      source: "proven",
      event: "e1",
    };
    const before = await byWords.rank({ text: goal, tools, examples });
    const after = await byWords.rank({ text: goal, tools, examples: [...examples, proven] });
    expect(first(after).tool.name).toBe("shell_run");
    expect(after.examples[0]!.example).toBe(proven);
    expect(after.examples).toHaveLength(examples.length + 1);
    expect(await byWords.rank({ text: goal, tools, examples })).toEqual(before);
  });
});

describe("a ranking", () => {
  const goals = fc.oneof(
    fc.constantFrom(...DEV_GOALS.map(([goal]) => goal)),
    fc.string({ unit: "grapheme", maxLength: 80 }),
  );

  test("depends on no order of tools and examples", async () => {
    await fc.assert(
      fc.asyncProperty(goals, fc.infiniteStream(fc.double()), async (goal, random) => {
        const shuffled = <T>(list: readonly T[]) =>
          list
            .map((one) => [random.next().value as number, one] as const)
            .toSorted(([a], [b]) => a - b)
            .map(([, one]) => one);
        for (const retrieval of [byWords, byTriples]) {
          const one = await retrieval.rank({ text: goal, tools, examples });
          const request = { text: goal, tools: shuffled(tools), examples: shuffled(examples) };
          expect(await retrieval.rank(request)).toEqual(one);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("of the others stays when a tool comes that has nothing to do with the goal", async () => {
    // No goal here has such letters, so that the tool shares no word with any.
    const word = fc.string({
      unit: fc.constantFrom("ѫ", "ѯ", "ѱ", "ѵ"),
      minLength: 3,
      maxLength: 9,
    });
    const unrelated = fc
      .tuple(word, fc.array(word), fc.array(word))
      .map(([name, says, takes]) =>
        toolOf(`other__${name}`, says.join(" "), Object.fromEntries(takes.map((p) => [p, text]))),
      );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...DEV_GOALS), unrelated, async ([goal], tool) => {
        for (const retrieval of [byWords, byTriples]) {
          const without = await retrieval.rank({ text: goal, tools, examples });
          const { tools: ranked } = await retrieval.rank({
            text: goal,
            tools: [...tools, tool],
            examples,
          });
          expect(ranked.filter((one) => one.tool !== tool)).toEqual([...without.tools]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("exists for any text and any tool, with numbers from 0 to 1", async () => {
    const anyTool = fc
      .tuple(fc.string(), fc.string(), fc.jsonValue(), fc.jsonValue())
      .map(([name, description, inputSchema, meta]) => ({
        ...toolOf("any__tool", description, {}),
        name,
        inputSchema: inputSchema as JsonObject,
        meta: { "dev.glassbox/examples": meta, "dev.glassbox/arguments": meta } as JsonObject,
      }));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.array(anyTool), async (goal, odd) => {
        const all = [...tools, ...odd];
        const ranking = await byTriples.rank({
          text: goal,
          tools: all,
          examples: shippedExamples(all),
        });
        expect(ranking.tools).toHaveLength(all.length);
        for (const { score, parts } of ranking.tools)
          for (const number of [score, ...Object.values(parts)]) {
            expect(number).toBeGreaterThanOrEqual(0);
            expect(number).toBeLessThanOrEqual(1);
          }
      }),
    );
  });
});

describe("the embedder", () => {
  const goal = { text: "rename a.md to b.md" };

  test("reads each text once, whatever is asked after", async () => {
    const read: string[] = [];
    const retrieval = retrievalWith(tripleEmbedder((values) => void read.push(...values)));
    const ranking = await retrieval.rank({ ...goal, tools, examples });
    expect(ranking.embedder).toBe("test/triples");
    expect(first(ranking).parts.meaning).toBeGreaterThan(0);
    expect(new Set(read).size).toBe(read.length);
    const count = read.length;
    await retrieval.rank({ text: "delete a.md", tools, examples });
    expect(read.slice(count)).toEqual(["delete file"]);
  });

  test("reads each text once for goals that come at the same time", async () => {
    const read: string[] = [];
    const retrieval = retrievalWith(tripleEmbedder((values) => void read.push(...values)));
    const texts = ["read a.md", "delete a.md", "list src/lib"];
    await Promise.all(texts.map((text) => retrieval.rank({ text, tools, examples })));
    expect(new Set(read).size).toBe(read.length);
  });

  test("that is slow is not waited for by who cannot wait, and reads on, once for all of them", async () => {
    const go = Promise.withResolvers<void>();
    const read: string[] = [];
    const good = tripleEmbedder((values) => void read.push(...values));
    const doEmbed: typeof good.api.doEmbed = async (options) => {
      await go.promise;
      return good.api.doEmbed(options);
    };
    const slow = retrievalWith({ ...good, api: { ...good.api, doEmbed } });
    const hurried = { tools, examples, patienceMs: 1 };
    const without = await byWords.rank({ ...goal, tools, examples });
    const both = [goal.text, "delete a.md"].map((text) => slow.rank({ ...hurried, text }));
    const [ranking] = await Promise.all(both);
    expect(ranking!.embedder).toBeNull();
    expect(keys(ranking!)).toEqual(keys(without));
    expect(read).toEqual([]);
    go.resolve();
    const later = await slow.rank({ ...goal, tools, examples });
    expect(later.embedder).toBe("test/triples");
    expect(read).toContain("delete file");
    expect(new Set(read).size).toBe(read.length);
  });

  test("that fails, or answers nonsense, costs its part only and is named in the reasons", async () => {
    const good = tripleEmbedder();
    const without = await byWords.rank({ ...goal, tools, examples });
    const answers: Record<string, () => Promise<number[][]>> = {
      "the cable is out": () => Promise.reject(new Error("the cable is out")),
      "no vector": () => Promise.resolve([]),
      "answered no vector": () => Promise.resolve([[Number.NaN]]),
    };
    for (const [reason, answer] of Object.entries(answers)) {
      const doEmbed = async () => ({ embeddings: await answer(), warnings: [] });
      const broken = { ...good, api: { ...good.api, doEmbed } };
      const ranking = await retrievalWith(broken).rank({ ...goal, tools, examples });
      expect(ranking.embedder).toBeNull();
      expect(keys(ranking)).toEqual(keys(without));
      for (const { reasons } of ranking.tools) expect(reasons.at(-1)).toContain(reason);
    }
  });

  test("that no plugin brings is no failure", async () => {
    const retrieval = createRetrieval({
      models: () => {
        throw unavailable("the port models is missing", "glassbox doctor");
      },
      vectors: () => openVectors(":memory:"),
    });
    const without = await byWords.rank({ ...goal, tools, examples });
    expect(await retrieval.rank({ ...goal, tools, examples })).toEqual(without);
  });

  test("that never answers is left when the caller leaves", async () => {
    const good = tripleEmbedder();
    const started = Promise.withResolvers<void>();
    const doEmbed = () => {
      started.resolve();
      return new Promise<never>(() => {});
    };
    const deaf = retrievalWith({ ...good, api: { ...good.api, doEmbed } });
    const leaving = new AbortController();
    const ranking = deaf.rank({ ...goal, tools, examples, signal: leaving.signal });
    await started.promise;
    leaving.abort(new Error("the caller has gone"));
    await expect(ranking).rejects.toThrow("the caller has gone");
  });
});

test("examples that are not well formed cost no others", () => {
  const odd = { ...tools[0]!, meta: { "dev.glassbox/examples": [{ goal: 1 }] } };
  const [one, ...others] = tools.slice(1);
  expect(shippedExamples([odd, one!]).map(({ tool }) => tool)).not.toContain("");
  expect(shippedExamples([odd, one!])).toEqual(shippedExamples([one!]));
  expect(shippedExamples(others).every(({ source, event }) => source === "shipped" && !event)).toBe(
    true,
  );
});
