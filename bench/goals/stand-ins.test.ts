import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { type House, openHouse } from "../support/kernel.ts";
import { standIns } from "./stand-ins.ts";

let house: House;
let tools: readonly ToolDefinition[];
beforeAll(async () => {
  house = await openHouse({ servers: standIns() });
  const all = await house.hub.list(house.dir);
  tools = all.filter(({ server }) => server === "memory" || server === "python");
});
afterAll(() => house[Symbol.asyncDispose]());

const step = (server: string, name: string, args: JsonObject) => ({
  id: "only",
  intent: "Do it",
  do: { tool: { server, name, args } },
});

function textsOf(value: JsonValue): string[] {
  if (typeof value === "string") return [value];
  return isObject(value) ? Object.values(value).flatMap(textsOf) : [];
}

test("the tools that do not exist yet are offered like shipped ones, with worked goals", () => {
  expect(tools.map(({ name, effect }) => [name, effect])).toEqual([
    ["memory_recall", "read"],
    ["memory_note", "probe"],
    ["python_run", "read"],
  ]);
  for (const { meta, outputSchema } of tools) {
    expect(outputSchema).toBeDefined();
    const examples = meta["dev.glassbox/examples"] as readonly { goal: string; args: JsonObject }[];
    expect(examples.length).toBeGreaterThanOrEqual(6);
    for (const { goal, args } of examples)
      for (const text of textsOf(args)) expect(goal).toContain(text);
  }
});

describe("memory", () => {
  test("proves a note by recalling it, and finds it again by its words", async () => {
    const text = "the spare key is at the neighbour's";
    const plan = { steps: [step("memory", "memory_note", { text })], answer: "noted" };
    const report = await house.run(plan, { allow: ["memory__memory_note"] });
    expect(report.outcome).toBe("done");
    const recall = { tool: "memory__memory_recall", args: { query: "where is the key?" } };
    const { view } = await house.call("tools.call", { ...recall, dir: house.dir });
    expect(view).toMatchObject({ notes: [{ text }], count: 1 });
  });
});

describe("python", () => {
  test("answers the same to the same code, and another to another", async () => {
    const call = async (code: string) => {
      const input = { tool: "python__python_run", args: { code }, dir: house.dir };
      return (await house.call("tools.call", input))["view"];
    };
    const once = await call("print(6 * 7)");
    expect(once).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await call("print(6 * 7)")).toEqual(once);
    expect(await call("print(6 * 8)")).not.toEqual(once);
  });
});
