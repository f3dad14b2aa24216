import { describe, expect, test } from "bun:test";

import type { JsonValue } from "../../kernel/json.ts";
import { ask, DONE, fakeOllama, shownModel, textOf, TOOL } from "./testing.ts";

const say = (content: string): JsonValue => ({ message: { content }, done: false });
const END: JsonValue = { message: { content: "" }, ...DONE };
const CALL = '<tool_call>{"name": "files_move", "arguments": {"from": "a", "to": "b"}}</tool_call>';

async function partsOf(lines: readonly JsonValue[], more: Parameters<typeof ask>[1] = {}) {
  const capabilities = ["completion", "tools"];
  using fake = fakeOllama({
    models: { "able:1b": shownModel({ capabilities }) },
    answer: () => lines,
  });
  const { stream } = await (await fake.model()).api.doStream(ask("Hi", more));
  const parts = await Array.fromAsync(stream);
  const text = parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("");
  const calls = parts.flatMap((part) => (part.type === "tool-call" ? [part] : []));
  return { parts, text, calls, finish: parts.find((part) => part.type === "finish") };
}

describe("a stream", () => {
  test("passes words on as they come, and ends with the usage", async () => {
    const { parts, text, finish } = await partsOf([say("Hello"), say(" you"), END]);
    expect(parts.map(({ type }) => type)).toEqual([
      "stream-start",
      "response-metadata",
      "text-start",
      "text-delta",
      "text-delta",
      "text-end",
      "finish",
    ]);
    expect(text).toBe("Hello you");
    expect(finish).toMatchObject({
      finishReason: { unified: "stop" },
      usage: { inputTokens: { total: 12 }, outputTokens: { total: 3 } },
      providerMetadata: { ollama: { prompt_eval_count: 12, load_duration: 2_000_000 } },
    });
  });

  test("tells thoughts from words", async () => {
    const thought: JsonValue = { message: { content: "", thinking: "Hm." }, done: false };
    const { parts, text } = await partsOf([thought, say("Yes."), END]);
    expect(parts.filter((part) => part.type === "reasoning-delta")).toHaveLength(1);
    expect(text).toBe("Yes.");
  });

  test("gathers the log-probabilities of all its pieces", async () => {
    const piece = (token: string): JsonValue => ({
      message: { content: token },
      done: false,
      logprobs: [{ token, logprob: -1 }],
    });
    const { finish } = await partsOf([piece("a"), piece("b"), END]);
    expect(finish?.providerMetadata?.["ollama"]?.["logprobs"]).toEqual([
      { token: "a", logprob: -1 },
      { token: "b", logprob: -1 },
    ]);
  });

  test("that breaks off without an end is interrupted, and keeps what came", async () => {
    const { text, finish } = await partsOf([say("la"), say(" la")]);
    expect(text).toBe("la la");
    expect(finish?.finishReason.unified).toBe("interrupted");
  });

  test("in which the server fails tells the error, and ends as one", async () => {
    const { parts, finish } = await partsOf([say("Hel"), { error: "an error was encountered" }]);
    const failure = parts.find((part) => part.type === "error");
    expect(String(failure?.error)).toContain("an error was encountered");
    expect(finish?.finishReason.unified).toBe("error");
  });

  test("has the raw pieces for whoever wants them", async () => {
    const { parts } = await partsOf([say("Hi"), END], { includeRawChunks: true });
    expect(parts.filter((part) => part.type === "raw")).toHaveLength(2);
  });
});

describe("a call in a stream", () => {
  const tools = { tools: [TOOL] };

  test("that the server read comes as parts of a call", async () => {
    const native: JsonValue = {
      message: {
        content: "",
        tool_calls: [
          { id: "c7", function: { name: "files_move", arguments: { from: "a", to: "b" } } },
        ],
      },
      done: false,
    };
    const { parts, calls, finish } = await partsOf([say("I move. "), native, END], tools);
    expect(calls).toEqual([
      {
        type: "tool-call",
        toolCallId: "c7",
        toolName: "files_move",
        input: '{"from":"a","to":"b"}',
      },
    ]);
    expect(parts.map(({ type }) => type).slice(-7)).toEqual([
      "text-delta",
      "text-end",
      "tool-input-start",
      "tool-input-delta",
      "tool-input-end",
      "tool-call",
      "finish",
    ]);
    expect(finish?.finishReason.unified).toBe("tool-calls");
  });

  test("that is written as text is found, however the pieces fall", async () => {
    for (const size of [1, 2, 7, 1000]) {
      const whole = `I move it. ${CALL}`;
      const pieces = whole.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      const { text, calls, finish } = await partsOf([...pieces.map(say), END], tools);
      expect(text).toBe("I move it. ");
      expect(calls.map(({ input }) => JSON.parse(input))).toEqual([{ from: "a", to: "b" }]);
      expect(finish?.finishReason.unified).toBe("tool-calls");
    }
  });

  test("what turns out to be none arrives as text, whole", async () => {
    const words = "If a < b then [stop], as in {this} of functools.";
    const pieces = words.split(/(?<= )/).map(say);
    const { text, calls } = await partsOf([...pieces, END], tools);
    expect(text).toBe(words);
    expect(calls).toEqual([]);
  });

  test("is none where no tool was offered: the text comes as it is", async () => {
    const { text, calls } = await partsOf([say(CALL), END]);
    expect(text).toBe(CALL);
    expect(calls).toEqual([]);
  });
});

test("a stream and a whole answer have the same text", async () => {
  using fake = fakeOllama({
    answer: ({ stream }) =>
      stream ? [say("Hello"), say(" you."), END] : { message: { content: "Hello you." }, ...DONE },
  });
  const { api } = await fake.model();
  const whole = textOf((await api.doGenerate(ask("Hi"))).content);
  const parts = await Array.fromAsync((await api.doStream(ask("Hi"))).stream);
  expect(parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("")).toBe(whole);
});
