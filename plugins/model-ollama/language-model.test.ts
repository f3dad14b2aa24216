import { describe, expect, test } from "bun:test";
import { generateText, stepCountIs, tool } from "ai";
import { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";
import { ask, CHAT_TEMPLATE, DONE, fakeOllama, shownModel, textOf, TOOL } from "./testing.ts";

const BASE = { "base:1b": shownModel({ template: "{{ .Prompt }}" }) };
const able = (...capabilities: readonly string[]) => ({
  "able:1b": shownModel({ capabilities: ["completion", ...capabilities] }),
});

describe("what a model cannot do is not asked of it, and said", () => {
  test("tools and thinking", async () => {
    using fake = fakeOllama();
    const { api } = await fake.model();
    const { warnings } = await api.doGenerate(ask("Hi", { tools: [TOOL], reasoning: "high" }));
    expect(fake.calls()[0]).not.toHaveProperty("tools");
    expect(fake.calls()[0]).not.toHaveProperty("think");
    const features = warnings.map((warning) => ("feature" in warning ? warning.feature : ""));
    expect(features).toEqual(["tools", "thinking"]);
  });

  test("a model that can gets them, in the shape that Ollama reads", async () => {
    using fake = fakeOllama({ models: able("tools", "thinking") });
    const { api } = await fake.model();
    const odd = {
      type: "function",
      name: "odd",
      inputSchema: { properties: { any: true } },
    } as const;
    const tools = [TOOL, odd as unknown as typeof TOOL];
    const { warnings } = await api.doGenerate(ask("Hi", { tools, reasoning: "low" }));
    expect(warnings).toEqual([]);
    expect(fake.calls()[0]).toMatchObject({
      think: true,
      tools: [
        {
          type: "function",
          function: {
            name: "files_move",
            description: "Moves a file",
            parameters: TOOL.inputSchema,
          },
        },
        { function: { name: "odd", parameters: { type: "object", properties: { any: {} } } } },
      ],
    });
    await api.doGenerate(ask("Hi", { tools, toolChoice: { type: "none" }, reasoning: "none" }));
    expect(fake.calls()[1]).toMatchObject({ think: false });
    expect(fake.calls()[1]).not.toHaveProperty("tools");
  });

  test("only the family that knows degrees of thinking gets one", async () => {
    const details = { family: "gptoss" };
    const capabilities = ["completion", "thinking"];
    using fake = fakeOllama({ models: { "oss:1b": shownModel({ details, capabilities }) } });
    await (await fake.model()).api.doGenerate(ask("Hi", { reasoning: "minimal" }));
    expect(fake.calls()[0]).toMatchObject({ think: "low" });
  });

  test("images go to a model that sees", async () => {
    const data = { type: "data", data: new Uint8Array([1, 2, 3]) } as const;
    const file = { type: "file", mediaType: "image/png", data } as const;
    const prompt = { prompt: [{ role: "user" as const, content: [file] }] };
    using fake = fakeOllama({ models: { ...able("vision"), "blind:1b": shownModel() } });
    await (await fake.model("able:1b")).api.doGenerate(prompt);
    const { warnings } = await (await fake.model("blind:1b")).api.doGenerate(prompt);
    const images = fake.calls().map(({ messages }) => (messages as JsonObject[])[0]?.["images"]);
    expect(images).toEqual([["AQID"], undefined]);
    expect(warnings).toHaveLength(1);
  });
});

describe("completion without a template", () => {
  test("a model without one completes the texts, with the format and without the tools", async () => {
    using fake = fakeOllama({ models: BASE, answer: () => ({ response: "there.", ...DONE }) });
    const { api } = await fake.model();
    const { content, warnings } = await api.doGenerate({
      prompt: [
        { role: "system", content: "Greet." },
        { role: "user", content: [{ type: "text", text: "Hello" }] },
      ],
      tools: [TOOL],
      responseFormat: { type: "json" },
    });
    expect(textOf(content)).toBe("there.");
    expect(warnings).toHaveLength(1);
    const [{ path, body }] = fake.asked.slice(-1) as [(typeof fake.asked)[number]];
    expect(path).toBe("/api/generate");
    expect(body).toMatchObject({ prompt: "Greet.\n\nHello", raw: true, format: "json" });
    expect(body).not.toHaveProperty("tools");
  });

  test("asked for, it is the texts as they are", async () => {
    using fake = fakeOllama({ answer: () => ({ response: "!", ...DONE }) });
    const { api } = await fake.model();
    const prompt = [
      { role: "system" as const, content: "a" },
      { role: "user" as const, content: [{ type: "text" as const, text: "b" }] },
    ];
    await api.doGenerate({ prompt, providerOptions: { ollama: { raw: true } } });
    expect(fake.calls()[0]).toMatchObject({ prompt: "ab", raw: true });
  });

  test("a renderer of the server's own is a template", async () => {
    const shown = { template: "{{ .Prompt }}", renderer: "qwen3-coder" };
    using fake = fakeOllama({ models: { "new:1b": shownModel(shown) } });
    await (await fake.model()).api.doGenerate(ask("Hi"));
    expect(fake.calls()[0]).toHaveProperty("messages");
    expect(CHAT_TEMPLATE).toContain(".Messages");
  });
});

describe("an answer", () => {
  test("says its tokens, its times and why it ended", async () => {
    const logprobs = [
      { token: "Hi", logprob: -0.5, top_logprobs: [{ token: "Hi", logprob: -0.5 }] },
    ];
    using fake = fakeOllama({
      answer: () => ({
        message: { content: "Hi", thinking: "Hm." },
        logprobs,
        ...DONE,
        done_reason: "length",
      }),
    });
    const answer = await (await fake.model()).api.doGenerate(ask("Hi"));
    expect(answer.content).toEqual([
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "Hi" },
    ]);
    expect(answer.finishReason).toEqual({ unified: "length", raw: "length" });
    expect(answer.usage.inputTokens.total).toBe(12);
    expect(answer.usage.outputTokens.total).toBe(3);
    expect(answer.providerMetadata?.["ollama"]).toMatchObject({
      prompt_eval_count: 12,
      prompt_eval_duration: 4_000_000,
      load_duration: 2_000_000,
      num_ctx: 4096,
      logprobs,
    });
  });

  test("that the server broke off is no finished one", async () => {
    using fake = fakeOllama({ answer: () => ({ message: { content: "la la la" }, done: false }) });
    const { finishReason } = await (await fake.model()).api.doGenerate(ask("Hi"));
    expect(finishReason.unified).toBe("interrupted");
  });

  test("that is no JSON stays what it is", async () => {
    using fake = fakeOllama({ answer: () => ({ message: { content: "I cannot." }, ...DONE }) });
    const call = ask("Hi", { responseFormat: { type: "json" }, tools: [TOOL] });
    const { content } = await (await fake.model()).api.doGenerate(call);
    expect(content).toEqual([{ type: "text", text: "I cannot." }]);
  });

  test("has the calls that the server read, and those that the model wrote as text", async () => {
    const args = { from: "a", to: "b" };
    const native = {
      content: "",
      tool_calls: [{ function: { name: "files_move", arguments: args } }],
    };
    const texts = [
      `Ok. <tool_call>${JSON.stringify({ name: "files_move", arguments: args })}</tool_call>`,
    ];
    const messages = [native, ...texts.map((content) => ({ content }))];
    using fake = fakeOllama({
      models: able("tools"),
      answer: () => ({ message: messages.shift()!, ...DONE }),
    });
    const { api } = await fake.model();
    for (const words of ["", "Ok."]) {
      const { content, finishReason } = await api.doGenerate(ask("Move", { tools: [TOOL] }));
      expect(textOf(content)).toBe(words);
      const calls = content.filter((part) => part.type === "tool-call");
      expect(calls.map(({ toolName, input }) => [toolName, JSON.parse(input)])).toEqual([
        ["files_move", args],
      ]);
      expect(finishReason.unified).toBe("tool-calls");
    }
  });

  test("with a call to a tool that was not offered has no call", async () => {
    const called = { name: "rm_rf", arguments: { path: "/" } };
    using fake = fakeOllama({
      models: able("tools"),
      answer: () => ({ message: { content: "", tool_calls: [{ function: called }] }, ...DONE }),
    });
    const { content, finishReason } = await (
      await fake.model()
    ).api.doGenerate(ask("Move", { tools: [TOOL] }));
    expect(content).toEqual([{ type: "text", text: JSON.stringify(called) }]);
    expect(finishReason.unified).toBe("stop");
  });

  test("in JSON that looks like a call is JSON", async () => {
    const text = '{"name": "files_move", "arguments": {}}';
    using fake = fakeOllama({ answer: () => ({ message: { content: text }, ...DONE }) });
    const call = ask("Move", { tools: [TOOL], responseFormat: { type: "json" } });
    expect((await (await fake.model()).api.doGenerate(call)).content).toEqual([
      { type: "text", text },
    ]);
  });
});

test("a conversation with calls and results arrives in Ollama's words", async () => {
  using fake = fakeOllama();
  const { api } = await fake.model();
  const input = { from: "a", to: "b" };
  const known = { toolCallId: "c1", toolName: "files_move" };
  await api.doGenerate({
    prompt: [
      { role: "system", content: "Be brief." },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "Hm." },
          { type: "text", text: "I move." },
          { type: "tool-call", ...known, input },
        ],
      },
      {
        role: "tool",
        content: [{ type: "tool-result", ...known, output: { type: "json", value: { ok: true } } }],
      },
    ],
  });
  expect(fake.calls()[0]?.["messages"]).toEqual([
    { role: "system", content: "Be brief." },
    {
      role: "assistant",
      content: "I move.",
      thinking: "Hm.",
      tool_calls: [{ id: "c1", function: { name: "files_move", arguments: input } }],
    },
    { role: "tool", content: '{"ok":true}', tool_name: "files_move", tool_call_id: "c1" },
  ]);
});

test("the AI SDK's own tool loop runs on it", async () => {
  const args = { from: "a", to: "b" };
  const text = `<tool_call>${JSON.stringify({ name: "files_move", arguments: args })}</tool_call>`;
  using fake = fakeOllama({
    models: able("tools"),
    answer: ({ messages }) => ({
      message: { content: JSON.stringify(messages).includes("moved 1") ? "Done." : text },
      ...DONE,
    }),
  });
  const moved: unknown[] = [];
  const answer = await generateText({
    model: (await fake.model()).api,
    prompt: "Move a to b",
    stopWhen: stepCountIs(3),
    tools: {
      files_move: tool({
        inputSchema: z.object({ from: z.string(), to: z.string() }),
        execute: (input) => {
          moved.push(input);
          return "moved 1";
        },
      }),
    },
  });
  expect(moved).toEqual([args]);
  expect(answer.text).toBe("Done.");
  expect(answer.totalUsage.inputTokens).toBe(24);
});
