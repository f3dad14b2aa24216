import { expect, test } from "bun:test";
import type { JsonObject } from "../../../kernel/json.ts";
import { readOthers, readTools } from "./lists.ts";
import { never } from "./testing.ts";

const all = { tools: {}, resources: {}, prompts: {} };
const none = { resources: [], resourceTemplates: [], prompts: [] };

test("a list that cannot be read is empty, and the others are there", async () => {
  const ask = async (method: string): Promise<JsonObject> => {
    if (method === "prompts/list") throw new Error("no prompts today");
    if (method === "resources/list") return { resources: [{ uri: "a" }, "no object", null] };
    return { somethingElse: [] };
  };
  expect(await readOthers(ask, all, Promise.resolve(), never)).toEqual({
    ...none,
    resources: [{ uri: "a" }],
  });
});

test("a list that hangs does not keep the tools from being known", async () => {
  const ask = (method: string, _: JsonObject, signal: AbortSignal): Promise<JsonObject> => {
    if (method !== "resources/list") return Promise.resolve({ prompts: [{ name: "p" }] });
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  };
  const read = await readOthers(ask, all, Promise.resolve(), never, 20);
  expect(read).toEqual({ ...none, prompts: [{ name: "p" }] });
});

test("what a server does not have is not asked for", async () => {
  const ask = () => Promise.reject(new Error("asked"));
  expect(await readTools(ask, {}, never)).toEqual([]);
  expect(await readOthers(ask, {}, Promise.resolve(), never)).toEqual(none);
});

test("tools that cannot be read are an error", async () => {
  const ask = async () => ({ tools: "none" });
  await expect(readTools(ask, all, never)).rejects.toThrow("has no list of tools");
});
