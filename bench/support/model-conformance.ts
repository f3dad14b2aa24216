import { describe, expect, test } from "bun:test";

import { KernelError } from "../../kernel/error.ts";
import type { Model } from "../../plugins/contracts/models.ts";
import type { ModelProvider } from "../../plugins/models/provider.ts";

/** A provider of models, opened for the contract. */
export interface ContractProvider extends AsyncDisposable {
  readonly provider: ModelProvider;
  /** A model that is there and completes texts, without the provider. */
  readonly known: string;
  /** A model whose calls fail: its server has gone, or the model has. */
  failing(): Promise<Model>;
}

type Call = Parameters<Model["api"]["doGenerate"]>[0];
type StreamPart =
  Awaited<ReturnType<Model["api"]["doStream"]>>["stream"] extends ReadableStream<infer Part>
    ? Part
    : never;

/** What the contract says to a model. A stand-in for one answers with `contractAnswer`. */
export const CONTRACT = {
  words: "Say hello to the reader in one short sentence.",
  colour: "Which colour does the sky have on a clear day?",
  count: "Count from one to five hundred, every number in words.",
  /** The answer to this is never waited for. */
  slow: "Write a very long story about a lighthouse and its keeper.",
} as const;

const COLOURS = ["blue", "green", "red"];
const SCHEMA = {
  type: "object",
  properties: { colour: { type: "string", enum: COLOURS } },
  required: ["colour"],
  additionalProperties: false,
} as const;
const PATIENCE_MS = 60_000;

/** What a stand-in says to a prompt of the contract. Null for `slow`: it says nothing until it is told to stop. */
export function contractAnswer(prompt: string): string | null {
  if (prompt.includes(CONTRACT.slow)) return null;
  if (prompt.includes(CONTRACT.colour)) return '{"colour": "blue"}';
  if (prompt.includes(CONTRACT.count)) return "one, two, three, four, five, six, ".repeat(50);
  return "Hello, dear reader.";
}

/** What every provider of models holds. Deterministic answers are asked for: temperature 0 and a seed. */
export function describeModelContract(name: string, open: () => Promise<ContractProvider>): void {
  describe(`the contract of model providers: ${name}`, () => {
    const promise = (title: string, body: (opened: ContractProvider, model: Model) => unknown) =>
      test(
        title,
        async () => {
          await using opened = await open();
          await body(opened, await modelOf(opened));
        },
        PATIENCE_MS,
      );

    promise("a model says its name, its window, its price and where it is", (opened, model) => {
      expect(model.name.split("/").slice(1).join("/")).toBe(opened.known);
      expect(model.api.specificationVersion).toBe("v4");
      expect(model.window).toBeGreaterThan(0);
      expect(model.price.input).toBeGreaterThanOrEqual(0);
      expect(model.price.output).toBeGreaterThanOrEqual(0);
      expect(model.remote).toBe(opened.provider.remote);
      expect(model.parameters === null || model.parameters > 0).toBe(true);
    });

    promise("it answers in words, and says how many tokens that took", async (_, { api }) => {
      const { content, finishReason, usage } = await api.doGenerate(ask(CONTRACT.words));
      expect(textOf(content).trim()).not.toBe("");
      expect(["stop", "length"]).toContain(finishReason.unified);
      expect(usage.inputTokens.total).toBeGreaterThan(0);
      expect(usage.outputTokens.total).toBeGreaterThan(0);
    });

    promise("an answer that is bound to a schema is JSON of that schema", async (_, { api }) => {
      const responseFormat = { type: "json", schema: SCHEMA } as unknown as Call["responseFormat"];
      const call = { ...ask(CONTRACT.colour), ...(responseFormat && { responseFormat }) };
      const { content } = await api.doGenerate(call);
      const value = JSON.parse(textOf(content)) as { readonly colour: string };
      expect(Object.keys(value)).toEqual(["colour"]);
      expect(COLOURS).toContain(value.colour);
    });

    promise("an answer that is cut off says so", async (_, { api }) => {
      const call = { ...ask(CONTRACT.count), maxOutputTokens: 4 };
      const { finishReason } = await api.doGenerate(call);
      expect(finishReason.unified).toBe("length");
    });

    promise("a stream says the same as the whole answer, and ends with its usage", async (_, m) => {
      const whole = await m.api.doGenerate(ask(CONTRACT.words));
      const parts = await Array.fromAsync((await m.api.doStream(ask(CONTRACT.words))).stream);
      const deltas = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : []));
      expect(deltas.join("")).toBe(textOf(whole.content));
      const end = parts.find((part) => part.type === "finish");
      expect(end?.finishReason.unified).toBe(whole.finishReason.unified);
      expect(end?.usage.outputTokens.total).toBe(whole.usage.outputTokens.total!);
    });

    promise("a call that was given up before it began is not made", async (_, { api }) => {
      const call = { ...ask(CONTRACT.words), abortSignal: AbortSignal.abort() };
      expect(await failureOf(async () => api.doGenerate(call))).toBeInstanceOf(Error);
    });

    promise("a call that is given up ends, whole or streamed", async (_, { api }) => {
      for (const way of ["doGenerate", "doStream"] as const) {
        const given = new AbortController();
        const call = { ...ask(CONTRACT.slow), maxOutputTokens: 4000, abortSignal: given.signal };
        setTimeout(() => given.abort(), 50);
        const failure = await failureOf(async () => {
          const answer = await api[way](call);
          if ("stream" in answer) await drained(answer.stream);
        });
        expect(failure).toBeInstanceOf(Error);
      }
    });

    promise("a name that is not there gives no model", async ({ provider }) => {
      let found: Model | null = null;
      const failure = await failureOf(async () => {
        found = await provider.model("no-such-model:404b");
      });
      expect(found).toBeNull();
      if (failure !== null) expect(codeAndMend(failure)).toMatch(/^usage: \w/);
    });

    promise("a call that fails is an error that says what to do", async (opened) => {
      const { api } = await opened.failing();
      const failure = await failureOf(async () => api.doGenerate(ask(CONTRACT.words)));
      expect(codeAndMend(failure)).toMatch(/^(unavailable|not_found|usage): \w/);
    });
  });
}

function ask(text: string): Call {
  return {
    prompt: [{ role: "user", content: [{ type: "text", text }] }],
    maxOutputTokens: 40,
    temperature: 0,
    seed: 7,
  };
}

async function modelOf({ provider, known }: ContractProvider): Promise<Model> {
  const model = await provider.model(known);
  if (!model) throw new Error(`the provider has no "${known}"`);
  return model;
}

function textOf(content: readonly { readonly type: string }[]): string {
  return content.map((part) => ("text" in part && part.type === "text" ? part.text : "")).join("");
}

/** Reads a stream to its end; an error in it is thrown. */
async function drained(stream: ReadableStream<StreamPart>): Promise<void> {
  for await (const part of stream) if (part.type === "error") throw part.error;
}

/** What the work threw; null: nothing. */
async function failureOf(work: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    return error;
  }
}

function codeAndMend(error: unknown): string {
  if (error instanceof KernelError) return `${error.code}: ${error.hint ?? ""}`;
  return `not one of ours: ${String(error)}`;
}
