import { expect, test } from "bun:test";

import type { Sent } from "./tokens.ts";
import { freshTokens, schemaTokens, sentTokens, tokensBefore } from "./tokens.ts";

const text = (characters: number, of = "x") => of.repeat(characters);
const user = (content: string) => ({
  role: "user" as const,
  content: [{ type: "text" as const, text: content }],
});
const assistant = (content: string) => ({
  role: "assistant" as const,
  content: [{ type: "text" as const, text: content }],
});
const system = (content: string) => ({ role: "system" as const, content });

test("what is sent again counts again as sent, and is fresh only once", () => {
  const first: Sent = { prompt: [system(text(40)), user(text(80))] };
  const second: Sent = { prompt: [...first.prompt, assistant(text(400)), user(text(120))] };
  expect(sentTokens([first])).toBe(30);
  expect(sentTokens([first, second])).toBe(30 + 160);
  expect(freshTokens([first, second])).toBe(30 + 30);
});

test("after the first difference everything is fresh, whatever stood there before", () => {
  const first: Sent = { prompt: [system(text(40)), user(text(80))] };
  const second: Sent = { prompt: [system(text(40, "y")), user(text(80))] };
  expect(freshTokens([first, second])).toBe(60);
  expect(freshTokens([first, first])).toBe(30);
});

test("tools and the schema of an answer are sent too", () => {
  const inputSchema = { type: "object" as const, properties: { [text(100)]: {} } };
  const prompt = [user(text(4))];
  const tools = [{ type: "function" as const, name: "t", inputSchema }];
  const responseFormat = { type: "json" as const, schema: inputSchema };
  const whole = JSON.stringify(inputSchema).length / 4;
  expect(sentTokens([{ prompt, tools }])).toBeGreaterThan(whole);
  expect(sentTokens([{ prompt, responseFormat }])).toBe(1 + Math.ceil(whole));
  expect(schemaTokens({ prompt, responseFormat })).toBe(Math.ceil(whole));
  expect(schemaTokens({ prompt })).toBe(0);
});

test("what a tool was asked and what it answered counts by its content", () => {
  const call = {
    type: "tool-call" as const,
    toolCallId: text(999),
    toolName: "t",
    input: { a: 1 },
  };
  const output = { type: "json" as const, value: { text: text(400) } };
  const result = { type: "tool-result" as const, toolCallId: text(999), toolName: "t", output };
  const sent: Sent = {
    prompt: [
      { role: "assistant", content: [call] },
      { role: "tool", content: [result] },
    ],
  };
  expect(sentTokens([sent])).toBe(Math.ceil('{"name":"t","arguments":{"a":1}}'.length / 4) + 103);
  expect(freshTokens([sent])).toBe(103);
});

test("before the goal stand tools, system text and the head of its own message", () => {
  const sent: Sent = { prompt: [system(text(40)), user(`${text(39)}GOAL and more`)] };
  expect(tokensBefore("GOAL", sent)).toBe(20);
  expect(() => tokensBefore("ANOTHER", sent)).toThrow("the goal stands in no message");
});
