import { describe, expect, test } from "bun:test";

import type { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { ask, DONE, fakeOllama, providerAt, refusal, shownModel, textOf } from "./testing.ts";

const contextIn = ({ options }: JsonObject) => (options as { readonly num_ctx: number }).num_ctx;

async function failureOf(work: () => PromiseLike<unknown>): Promise<KernelError> {
  try {
    await work();
  } catch (error) {
    return error as KernelError;
  }
  throw new Error("nothing failed");
}

describe("every option lands where Ollama reads it", () => {
  test("options of the common interface", async () => {
    using fake = fakeOllama();
    const { api } = await fake.model();
    await api.doGenerate(
      ask("Hi", {
        maxOutputTokens: 77,
        temperature: 0.3,
        topP: 0.8,
        topK: 11,
        seed: 5,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        stopSequences: ["END"],
        headers: { "x-one": "1", "x-none": undefined },
      }),
    );
    expect(fake.calls()).toEqual([
      {
        model: "small:1b",
        messages: [{ role: "user", content: "Hi" }],
        stream: false,
        truncate: false,
        shift: false,
        options: {
          num_ctx: 4096,
          num_predict: 77,
          temperature: 0.3,
          top_p: 0.8,
          top_k: 11,
          seed: 5,
          presence_penalty: 0.1,
          frequency_penalty: 0.2,
          // The model's own stays: a request's list replaces it.
          stop: ["<|im_end|>", "END"],
        },
      },
    ]);
  });

  test("options of Ollama's own", async () => {
    using fake = fakeOllama({
      models: { "able:1b": shownModel({ capabilities: ["completion", "thinking"] }) },
    });
    const { api } = await fake.model();
    const own = { num_ctx: 3000, repeat_penalty: 1.2, repeat_last_n: 32, min_p: 0.05, num_gpu: 0 };
    const ollama = { ...own, keep_alive: "2m", think: true, logprobs: true, top_logprobs: 3 };
    await api.doGenerate(ask("Hi", { providerOptions: { ollama } }));
    const [body] = fake.calls();
    expect(body?.["options"]).toMatchObject(own);
    expect(body).toMatchObject({ keep_alive: "2m", think: true, logprobs: true, top_logprobs: 3 });
  });

  test("an answer in JSON: the schema, or the word", async () => {
    using fake = fakeOllama();
    const { api } = await fake.model();
    const schema = { type: "object", properties: { a: { enum: ["x", "y"] } } } as const;
    await api.doGenerate(ask("Hi", { responseFormat: { type: "json", schema: schema as never } }));
    await api.doGenerate(ask("Hi", { responseFormat: { type: "json" } }));
    await api.doGenerate(ask("Hi", { responseFormat: { type: "text" } }));
    expect(fake.calls().map(({ format }) => format)).toEqual([schema, "json", undefined]);
  });

  test("what is configured, unless the call says otherwise", async () => {
    using fake = fakeOllama();
    const model = await providerAt(fake.url, { keepAlive: -1 }).model("small:1b");
    await model!.api.doGenerate(ask("Hi"));
    await model!.api.doGenerate(ask("Hi", { providerOptions: { ollama: { keep_alive: 0 } } }));
    expect(fake.calls().map(({ keep_alive: kept }) => kept)).toEqual([-1, 0]);
  });

  test("an option that is not known is named, and nothing is sent", async () => {
    using fake = fakeOllama();
    const { api } = await fake.model();
    const failure = await failureOf(() =>
      api.doGenerate(ask("Hi", { providerOptions: { ollama: { num_cxt: 1 } } })),
    );
    expect(failure.code).toBe("usage");
    expect(failure.message).toContain("num_cxt");
    expect(failure.hint).toContain("num_ctx");
    expect(fake.calls()).toEqual([]);
  });
});

describe("the context follows the prompt", () => {
  const contextOf = async (text: string, more: Parameters<typeof ask>[1] = {}, loaded = 0) => {
    const digest = "d-small:1b";
    using fake = fakeOllama({ loaded: loaded ? [{ digest, context_length: loaded }] : [] });
    const { api } = await fake.model();
    await api.doGenerate(ask(text, more));
    return contextIn(fake.calls()[0]!);
  };

  test("with room for the answer, up to the model's real window", async () => {
    expect(await contextOf("word ".repeat(100))).toBe(4096);
    expect(await contextOf("word ".repeat(2000))).toBe(8192);
    expect(await contextOf("Hi", { maxOutputTokens: 4200 })).toBe(8192);
    expect(await contextOf("Hi", { maxOutputTokens: 90_000 })).toBe(8192);
    expect(await contextOf("Hi", { providerOptions: { ollama: { num_ctx: 99_000 } } })).toBe(8192);
  });

  test("a model that is loaded with enough room is not loaded anew", async () => {
    expect(await contextOf("Hi", {}, 6000)).toBe(6000);
    expect(await contextOf("word ".repeat(3000), {}, 4096)).toBe(8192);
  });

  test("a prompt that cannot fit is refused before it is sent", async () => {
    using fake = fakeOllama();
    const { api } = await fake.model();
    const failure = await failureOf(() => api.doGenerate(ask("word ".repeat(9000))));
    expect(failure.message).toBe(
      "the prompt has at least 9000 tokens and ollama/small:1b has room for 8192",
    );
    expect(fake.calls()).toEqual([]);
  });

  test("where the estimate was too small the next size is asked for, and never more", async () => {
    const needs = { value: 9000 };
    const info = { "general.architecture": "llama", "llama.context_length": 16_384 };
    using fake = fakeOllama({
      models: { "small:1b": shownModel({ model_info: info }) },
      answer: (body) =>
        contextIn(body) >= needs.value
          ? { message: { content: "ok" }, ...DONE }
          : refusal(400, "the input length exceeds the context length"),
    });
    const { api } = await fake.model();
    const sizes = () => fake.calls().map(contextIn);
    expect(textOf((await api.doGenerate(ask("Hi"))).content)).toBe("ok");
    expect(sizes()).toEqual([4096, 8192, 16_384]);
    needs.value = 17_000;
    expect((await failureOf(() => api.doGenerate(ask("Hi")))).message).toContain("longer than");
    // It is loaded with the largest by now.
    expect(sizes().slice(3)).toEqual([16_384]);
  });
});
