import { expect, test } from "bun:test";
import { join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import { isObject, type JsonValue } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { openHouse } from "../support/kernel.ts";
import { type Golden, parseGoals, readGoals } from "./golden.ts";
import { servePages } from "./pages.ts";
import { isTool } from "./same-calls.ts";
import { serversFor } from "./servers.ts";

const read = (name: string) => readGoals(join(import.meta.dir, `${name}.jsonl`));
const single = read("single");
const multi = read("multi");
const train = read("train");
const all = [...single, ...multi, ...train];
const REFERENCE = /^\$(\d+)[.[]/;

test("there are enough goals of each kind, over enough tools, and each tool has its share", () => {
  expect(single.length).toBeGreaterThanOrEqual(130);
  expect(single.every(({ steps }) => steps.length === 1)).toBe(true);
  const byTool = Map.groupBy(single, ({ steps }) => steps[0]!.tool);
  expect(byTool.size).toBeGreaterThanOrEqual(17);
  for (const goals of byTool.values()) {
    expect(goals.length).toBeGreaterThanOrEqual(6);
    expect(goals.filter(({ part }) => part === "dev").length * 2).toBe(goals.length);
  }
  expect(multi.length).toBeGreaterThanOrEqual(44);
  expect(new Set(multi.map(({ steps }) => steps.length))).toEqual(new Set([2, 3]));
  expect(multi.filter(({ part }) => part === "dev").length * 2).toBe(multi.length);
  expect(train).toHaveLength(60);
  expect(new Set(train.map(({ steps }) => steps[0]!.tool))).toEqual(new Set(byTool.keys()));
});

test("no goal is there twice, in any file", () => {
  const seen = new Map<string, number>();
  for (const { goal } of all) {
    const plain = goal.toLowerCase().replace(/\W+/g, " ").trim();
    seen.set(plain, (seen.get(plain) ?? 0) + 1);
  }
  expect([...seen].filter(([, times]) => times > 1)).toEqual([]);
});

test("what an argument says stands in the goal, or is the result of an earlier step", () => {
  expect(all.flatMap(strange)).toEqual([]);
});

test("each tool is there, takes the arguments, and answers what later steps refer to", async () => {
  const pages = servePages();
  await using house = await openHouse({ servers: serversFor(pages), without: ["skills"] });
  const tools = await house.hub.list(house.dir);
  await pages.close();
  const unfit = all.flatMap((golden) => unfitCalls(golden, tools));
  expect(unfit).toEqual([]);
});

test("a bad line is refused by its number, with what is wrong", () => {
  const good = '{"goal":"Read a.md","tool":"files_read","args":{"path":"a.md"}}';
  expect(parseGoals(`${good}\n\n${good}\n`, "g.jsonl")).toHaveLength(2);
  expect(refusal(`${good}\n{"goal":"Read a.md"`)).toStartWith("g.jsonl:2: it is not JSON");
  expect(refusal('{"goal":"","tool":"x","args":{}}')).toContain(
    "goal: must say what is to be done",
  );
  expect(refusal('{"goal":"g","tool":"x y","args":{}}')).toContain("tool: must be the name");
  expect(refusal('{"goal":"g","tool":"x","args":[]}')).toContain("args: must be an object");
  expect(refusal('{"goal":"g","steps":[]}')).toContain("steps: must have at least one step");
  expect(refusal('{"goal":"g","tool":"x","args":{},"part":"test"}')).toContain("part");
});

function refusal(text: string): string {
  try {
    parseGoals(text, "g.jsonl");
  } catch (error) {
    if (error instanceof KernelError && error.code === "usage") return error.message;
    throw error;
  }
  return "";
}

/** Leaves that are neither a span of the goal nor a reference to an earlier step. */
function strange({ goal, steps }: Golden): string[] {
  return steps.flatMap(({ args }, index) =>
    leaves(args).flatMap((leaf) => {
      const step = REFERENCE.exec(String(leaf))?.[1];
      const isEarlier = step !== undefined && Number(step) >= 1 && Number(step) <= index;
      return isEarlier || goal.includes(String(leaf)) ? [] : [`${goal}: ${leaf}`];
    }),
  );
}

function leaves(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  return isObject(value) ? Object.values(value).flatMap(leaves) : [value];
}

function unfitCalls({ goal, steps }: Golden, tools: readonly ToolDefinition[]): string[] {
  const known = steps.map(({ tool }) => tools.filter((one) => isTool(tool, toolKey(one))));
  return steps.flatMap(({ tool, args }, index) => {
    if (known[index]!.length !== 1) return [`${goal}: ${tool} is offered by no server, or by two`];
    const unknown = Object.keys(args).filter((name) => !has(known[index]![0]!.inputSchema, name));
    const references = leaves(args).flatMap((leaf) => /^\$(\d+)\.(\w+)/.exec(String(leaf)) ?? []);
    const [, step, property] = references;
    const dangling = step && !has(known[Number(step) - 1]![0]!.outputSchema ?? {}, property!);
    return [
      ...unknown.map((name) => `${goal}: ${tool} has no ${name}`),
      ...(dangling ? [`${goal}: step ${step} answers no ${property}`] : []),
    ];
  });
}

function has(schema: ToolDefinition["inputSchema"], name: string): boolean {
  const properties = isObject(schema) ? schema["properties"] : undefined;
  return isObject(properties) && name in properties;
}
