import { describe, expect, test } from "bun:test";

import type { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Model } from "../contracts/models.ts";
import { refusal } from "./errors.ts";
import { liveServer, type LiveServer } from "./live-server.ts";
import { ask, textOf, TOOL } from "./testing.ts";

const PATIENCE_MS = 90_000;
const server = await liveServer();

type Body = (live: { readonly server: LiveServer; readonly model: Model }) => Promise<void>;

function live(title: string, body: Body): void {
  test.skipIf(server === null)(
    title,
    async () => {
      const model = await server!.provider.model(server!.chat);
      await body({ server: server!, model: model! });
    },
    PATIENCE_MS,
  );
}

const brief = { maxOutputTokens: 12, temperature: 0, seed: 7 };
const numbers = (answer: { readonly providerMetadata?: unknown }) =>
  (answer.providerMetadata as { readonly ollama: Record<string, number> }).ollama;

describe("a real Ollama", () => {
  live("chats, and says its tokens and times", async ({ model }) => {
    const answer = await model.api.doGenerate(ask("Say hello.", brief));
    expect(textOf(answer.content)).not.toBe("");
    expect(answer.warnings).toEqual([]);
    expect(answer.usage.inputTokens.total).toBeGreaterThan(2);
    expect(answer.usage.outputTokens.total).toBeGreaterThan(0);
    expect(numbers(answer)["prompt_eval_duration"]).toBeGreaterThan(0);
    expect(numbers(answer)["num_ctx"]).toBeLessThanOrEqual(model.window);
  });

  live("completes a text as it stands, without a template around it", async ({ model }) => {
    const raw = { ...brief, providerOptions: { ollama: { raw: true } } };
    const completed = await model.api.doGenerate(ask("One, two, three,", raw));
    const chatted = await model.api.doGenerate(ask("One, two, three,", brief));
    expect(textOf(completed.content)).not.toBe("");
    const [bare, framed] = [completed, chatted].map(({ usage }) => usage.inputTokens.total!);
    expect(bare).toBeLessThan(framed!);
  });

  live("holds to a format: enum and maxLength, however hot it runs", async ({ model }) => {
    const schema = {
      type: "object",
      properties: { tool: { enum: ["move", "copy"] }, note: { type: "string", maxLength: 6 } },
      required: ["tool", "note"],
      additionalProperties: false,
    } as const;
    const responseFormat = { type: "json", schema: schema as unknown as never } as const;
    for (const seed of [1, 2]) {
      for (const raw of [false, true]) {
        const options = { responseFormat, seed, temperature: 1.5, maxOutputTokens: 60 };
        const call = ask("Say anything.", { ...options, providerOptions: { ollama: { raw } } });
        const value = JSON.parse(textOf((await model.api.doGenerate(call)).content)) as JsonObject;
        expect(["move", "copy"]).toContain(String(value["tool"]));
        expect(String(value["note"]).length).toBeLessThanOrEqual(6);
      }
    }
  });

  live("says how probable its words were", async ({ model }) => {
    const options = { ...brief, maxOutputTokens: 3 };
    for (const raw of [false, true]) {
      const ollama = { logprobs: true, top_logprobs: 2, raw };
      const call = ask("The sky is", { ...options, providerOptions: { ollama } });
      const answer = await model.api.doGenerate(call);
      const found = answer.providerMetadata?.["ollama"]?.["logprobs"] as unknown as readonly {
        readonly logprob: number;
        readonly top_logprobs: readonly { readonly logprob: number }[];
      }[];
      expect(found.length).toBeGreaterThan(0);
      for (const { logprob, top_logprobs: top } of found) {
        expect(logprob).toBeLessThanOrEqual(0);
        expect(top).toHaveLength(2);
        expect(top[0]!.logprob).toBeGreaterThanOrEqual(top[1]!.logprob);
      }
    }
  });

  live(
    "embeds texts in their order, alike ones near each other",
    async ({ server: { provider } }) => {
      const embedder = await provider.embedder(null);
      const texts = ["a cat sleeps", "a kitten naps", "quarterly tax report"];
      const { embeddings, usage } = await embedder!.api.doEmbed({ values: texts });
      const [cat, kitten, tax] = embeddings;
      expect(cat!.length).toBeGreaterThan(100);
      expect(cosine(cat!, kitten!)).toBeGreaterThan(cosine(cat!, tax!));
      expect(usage!.tokens).toBeGreaterThan(5);
      const many = Array.from({ length: 70 }, (_, index) => texts[index % 3]!);
      const all = await embedder!.api.doEmbed({ values: many });
      expect(all.embeddings).toHaveLength(70);
      expect(cosine(all.embeddings[67]!, kitten!)).toBeCloseTo(1, 3);
    },
  );

  live("counts a whole prompt, also when it has its beginning in the cache", async ({ model }) => {
    const beginning = "The keeper of the lighthouse wrote down every ship. ".repeat(12);
    const tokens: number[] = [];
    for (const end of ["One.", "One.", "Two."]) {
      const { usage } = await model.api.doGenerate(ask(beginning + end, brief));
      tokens.push(usage.inputTokens.total!);
    }
    expect(tokens[0]).toBeGreaterThan(100);
    expect(new Set(tokens).size).toBe(1);
  });
});

describe("the errors of a real Ollama are known for what they are", () => {
  const refused = async ({ url }: LiveServer, body: JsonObject): Promise<KernelError> => {
    const text = JSON.stringify({ stream: false, ...body });
    const response = await fetch(`${url}/api/chat`, { method: "POST", body: text });
    expect(response.ok).toBe(false);
    const place = { address: new URL(url), model: String(body["model"]) };
    return refusal(response.status, await response.text(), place);
  };
  const messages = [{ role: "user", content: "Hi" }];

  live("a model that is not there", async ({ server: found }) => {
    const error = await refused(found, { model: "no-such-model:404b", messages });
    expect(error).toMatchObject({ code: "not_found", hint: "ollama pull no-such-model:404b" });
    expect(await found.provider.model("no-such-model:404b")).toBeNull();
  });

  live("tools and thinking for a model that has neither", async ({ server: found, model }) => {
    const [summary] = (await found.provider.list(AbortSignal.timeout(10_000))).filter(
      ({ name }) => name === found.chat,
    );
    const tool = { type: "function", function: { name: "f", parameters: { type: "object" } } };
    const asking = [
      ["tools", { tools: [tool] }],
      ["thinking", { think: true }],
    ] as const;
    for (const [capability, more] of asking) {
      if (summary!.capabilities.includes(capability)) continue;
      const error = await refused(found, { model: found.chat, messages, ...more });
      expect(error).toMatchObject({ code: "usage" });
      expect(error.message).toContain(`does not support ${capability}`);
    }
    // What the model cannot do is never asked of it, so the same call works.
    const call = ask("Hi", { ...brief, tools: [TOOL], reasoning: "high" });
    expect((await model.api.doGenerate(call)).usage.outputTokens.total).toBeGreaterThan(0);
  });

  live("a prompt that is too long is refused, never cut", async ({ model }) => {
    // Few words to us, many tokens to the model: only the server knows.
    const text = "語".repeat(Math.ceil(model.window * 1.5));
    const error = await failureOf(() => model.api.doGenerate(ask(text, brief)));
    expect(error).toMatchObject({ code: "usage" });
    expect((error as Error).message).toContain("longer than the context");
  });

  live("a schema that it cannot read", async ({ model }) => {
    const schema = { type: "nonsense" } as unknown as never;
    const call = ask("Hi", { ...brief, responseFormat: { type: "json", schema } });
    expect(await failureOf(() => model.api.doGenerate(call))).toMatchObject({ code: "usage" });
  });
});

describe("a real Ollama lets go", () => {
  // Without an end before the limit: the format asks for more elements than it leaves room for.
  const LIMIT = 3000;
  const schema = { type: "array", items: { enum: ["one", "two"] }, minItems: 1500 };
  const endless = ask("A list:", {
    maxOutputTokens: LIMIT,
    temperature: 0,
    responseFormat: { type: "json", schema: schema as unknown as never },
  });

  for (const way of ["doGenerate", "doStream"] as const) {
    live(
      `of a request that was called off (${way}): the next one is served at once`,
      async ({ model }) => {
        const given = new AbortController();
        const call = { ...endless, abortSignal: given.signal };
        const running = failureOf(async () => {
          const answer = await model.api[way](call);
          if (!("stream" in answer)) return;
          for await (const part of answer.stream) if (part.type === "text-delta") given.abort();
        });
        if (way === "doGenerate") setTimeout(() => given.abort(), 500);
        expect(await running).toMatchObject({ name: "AbortError" });
        const next = numbers(await model.api.doGenerate(ask("Say hello.", brief)));
        // It waits in the same line: had the first one gone on, this would have taken all its tokens' time.
        const perToken = next["eval_duration"]! / next["eval_count"]!;
        expect(next["total_duration"]).toBeLessThan((perToken * LIMIT) / 2);
      },
    );
  }

  live(
    "of a model in the middle of an answer, and has it again for the next",
    async ({ server: { url, chat }, model }) => {
      const { stream } = await model.api.doStream({ ...endless, maxOutputTokens: 60 });
      let unloading: Promise<Response> | null = null;
      let end = "";
      for await (const part of stream) {
        if (part.type === "text-delta" && !unloading) {
          const body = JSON.stringify({ model: chat, keep_alive: 0, stream: false });
          unloading = fetch(`${url}/api/generate`, { method: "POST", body });
        }
        if (part.type === "finish") end = part.finishReason.unified;
      }
      expect(end).toBe("length");
      expect(await (await unloading!).json()).toMatchObject({ done_reason: "unload" });
      const next = await model.api.doGenerate(ask("Say hello.", brief));
      expect(textOf(next.content)).not.toBe("");
    },
  );
});

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, index) => sum + value * y[index]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

async function failureOf(work: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}
