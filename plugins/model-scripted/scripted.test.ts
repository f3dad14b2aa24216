import { describe, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openHouse, pluginOf } from "../../bench/support/kernel.ts";
import type { Host } from "../../kernel/host.ts";
import type { Model } from "../contracts/models.ts";
import {
  plugin,
  type Script,
  scriptedModel,
  scriptedPlugin,
  type ScriptedProvider,
} from "./index.ts";

type Call = Parameters<Model["api"]["doGenerate"]>[0];

const ask = (text: string, more: Partial<Call> = {}): Call => ({
  prompt: [
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "text", text }] },
  ],
  ...more,
});
const json = {
  responseFormat: {
    type: "json",
    schema: { type: "object", properties: { a: { type: "number" } }, required: ["a"] },
  },
} as const;

async function said(script: Script, ...calls: readonly Call[]): Promise<string[]> {
  const model = scriptedModel(script);
  const texts = [];
  for (const call of calls) {
    const { content } = await model.doGenerate(call);
    texts.push(content.map((part) => (part.type === "text" ? part.text : part.type)).join(""));
  }
  return texts;
}

describe("a scripted model", () => {
  test("answers in turn, and a list that is used up fails", async () => {
    expect(await said(["one", { text: "two" }], ask("a"), ask("b"))).toEqual(["one", "two"]);
    await expect(said(["one"], ask("a"), ask("b"))).rejects.toThrow("no answer to call 2");
  });

  test("answers to what it is asked, and remembers every call", async () => {
    const model = scriptedModel(({ text, index, schema }) =>
      index === 1 ? new Error("cut") : `${text} ${schema === null}`,
    );
    const { content } = await model.doGenerate(ask("Hello?"));
    expect(content).toEqual([{ type: "text", text: "Be brief.\nHello? true" }]);
    await expect(Promise.resolve(model.doGenerate(ask("Again?")))).rejects.toThrow("cut");
    expect(model.calls.map(({ text }) => text)).toEqual(["Be brief.\nHello?", "Be brief.\nAgain?"]);
  });

  test("an answer that breaks the schema is a fault of the script, unless it says so", async () => {
    expect(await said(['{"a": 1}'], ask("x", json))).toEqual(['{"a": 1}']);
    await expect(said(['{"a": "b"}'], ask("x", json))).rejects.toThrow("breaks the schema");
    await expect(said(["no"], ask("x", json))).rejects.toThrow("is no JSON");
    const stubborn = { text: "no", ignoresSchema: true };
    expect(await said([stubborn], ask("x", json))).toEqual(["no"]);
  });

  test("is cut off by the limit of tokens or by the script, and ends at a stop sequence", async () => {
    const model = scriptedModel([
      "12345678",
      { text: '{"a"', isCutOff: true },
      "first line\nsecond line",
    ]);
    const limited = await model.doGenerate(ask("x", { maxOutputTokens: 1 }));
    expect(limited.content).toEqual([{ type: "text", text: "1234" }]);
    expect(limited.finishReason.unified).toBe("length");
    const cut = await model.doGenerate(ask("x", json));
    expect(cut.finishReason.unified).toBe("length");
    const stopped = await model.doGenerate(ask("x", { stopSequences: ["\n"] }));
    expect(stopped.content).toEqual([{ type: "text", text: "first line" }]);
    expect(stopped.finishReason.unified).toBe("stop");
  });

  test("can call tools", async () => {
    const model = scriptedModel([{ text: "", toolCalls: [{ name: "look", args: { a: 1 } }] }]);
    expect(await model.doGenerate(ask("x"))).toMatchObject({
      content: [{ type: "tool-call", toolName: "look", input: '{"a":1}' }],
      finishReason: { unified: "tool-calls" },
    });
  });
});

test("in a house it is chosen by any name under scripted/", async () => {
  const scripted = scriptedPlugin(["hello"], { parameters: 4e9 });
  let host: Host | undefined;
  await using _ = await openHouse({
    plugins: [
      { name: "models", load: async () => (await import("../models/index.ts")).plugin },
      scripted,
      pluginOf("looks", (given) => void (host = given)),
    ],
  });
  const model = await host!.needs("models").choose("scripted/anything");
  expect(model).toMatchObject({ name: "scripted/anything", parameters: 4e9, remote: false });
  await model!.api.doGenerate(ask("Hi"));
  expect(scripted.provider.scripted.calls).toHaveLength(1);
});

describe("a file of answers", () => {
  const write = (content: unknown) => {
    const path = join(mkdtempSync(join(tmpdir(), "answers-")), "answers.json");
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };
  type Source = () => ReadonlyMap<string, ScriptedProvider>;
  const provided = async (config: object): Promise<Source> => {
    let source: Source | undefined;
    await plugin.activate({
      config: () => config,
      provide: (_kind: string, _name: string, value: Source) => void (source = value),
    } as unknown as Host);
    return source!;
  };
  const open = async (file: string) =>
    (await provided({ models: { scripted: { file } } }))().get("scripted")!;

  test("answers by the words of a prompt, else in turn, and goes on where it was", async () => {
    const file = write({
      window: 2048,
      answers: ["one", { when: "colour", json: { a: 1 } }, { error: "broken" }],
    });
    const source = await provided({ models: { scripted: { file } } });
    const next = async (text: string) => {
      const model = await source().get("scripted")!.model("any");
      expect(model!.window).toBe(2048);
      return (await model!.api.doGenerate(ask(text))).content;
    };
    expect(await next("which colour?")).toEqual([{ type: "text", text: '{"a":1}' }]);
    expect(await next("x")).toEqual([{ type: "text", text: "one" }]);
    expect(await next("any colour?")).toEqual([{ type: "text", text: '{"a":1}' }]);
    await expect(next("x")).rejects.toThrow("broken");
    await expect(next("x")).rejects.toThrow("no answer to call 5");
  });

  test("without one there is no such provider", async () => {
    expect((await provided({}))().size).toBe(0);
  });

  const broken: [what: string, content: unknown, message: RegExp][] = [
    ["no JSON", "{", /answers.json cannot be read/],
    ["no answers", {}, /answers.json: answers/],
    ["a text that is none", { answers: [{ text: 1 }] }, /answers\[0\]/],
    ["a field nobody knows", { answers: [{ texts: "a" }] }, /answers\[0\]/],
  ];
  test.each(broken)("%s is refused with its place", async (_, content, message) => {
    await expect(open(write(content))).rejects.toThrow(message);
  });
});
