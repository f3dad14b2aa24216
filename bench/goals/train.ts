import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

import { isObject, type JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Golden, GoldenStep } from "./golden.ts";
import type { GoalsHouse } from "./house.ts";
import { isTool } from "./same-calls.ts";

/** Does goals as their plans say and has each proved, so that the home has seen them. Throws for one that is not. */
export async function runProved(
  { house, tools }: Pick<GoalsHouse, "house" | "tools">,
  goals: readonly Golden[],
): Promise<void> {
  for (const { goal, steps } of goals) {
    for (const step of steps) prepare(house.dir, step);
    const known = steps.map(({ tool }) => tools.find((one) => isTool(tool, toolKey(one)))!);
    const plan = { goal, steps: steps.map((step, index) => stepOf(step, known[index]!, index)) };
    const { outcome, reason } = await house.run(plan, { goal, allow: known.map(toolKey) });
    if (outcome !== "done") throw new Error(`the goal "${goal}" ended ${outcome}: ${reason}`);
  }
}

function stepOf(step: GoldenStep, tool: ToolDefinition, index: number): JsonObject {
  const { server, name } = tool;
  return {
    id: `s${index + 1}`,
    do: { tool: { server, name, args: step.args } },
    expect: expectationsOf(step, tool),
  };
}

/** A read shows all that it promises, a change is looked at again; most changes bring their own expectation. */
function expectationsOf({ args }: GoldenStep, tool: ToolDefinition): JsonObject[] {
  if (tool.effect === "read") return [{ matches: answered(tool) }];
  if (tool.name === "files_edit") return [found(args)];
  // Its command is only looked at by what it leaves.
  if (tool.name === "shell_run") return [isThere("files__files_list", { path: "." }, "entries")];
  return [];
}

function answered({ outputSchema }: ToolDefinition): JsonObject {
  if (isObject(outputSchema) && Array.isArray(outputSchema["required"]))
    return { type: "object", required: outputSchema["required"] };
  return { required: ["text"], properties: { text: { type: "string", minLength: 1 } } };
}

function found({ path, edits }: JsonObject): JsonObject {
  const [edit] = Array.isArray(edits) ? edits.filter(isObject) : [];
  return isThere("files__files_search", { path: path!, pattern: edit!["newText"]! }, "matches");
}

function isThere(tool: string, args: JsonObject, list: string): JsonObject {
  const properties = { [list]: { type: "array", minItems: 1 } };
  return { probe: { tool, args }, matches: { required: [list], properties } };
}

/** Makes what a call of the files server needs to find. */
function prepare(dir: string, { tool, args }: GoldenStep): void {
  if (!tool.startsWith("files_") || tool === "files_write") return;
  const { pattern, path, from } = args;
  if (tool === "files_glob") return put(dir, filled(String(pattern)), "");
  const place = String(path ?? from ?? ".");
  const isFolder = tool === "files_list" || extname(place) === "";
  put(dir, isFolder ? join(place, "one.txt") : place, textFor(args));
}

function put(dir: string, path: string, text: string): void {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A path that a glob finds. */
function filled(pattern: string): string {
  return pattern.replaceAll("**", "deep").replaceAll("*", "one").replaceAll("?", "x");
}

function textFor({ pattern, edits }: JsonObject): string {
  const passages = Array.isArray(edits)
    ? edits.filter(isObject).map((edit) => edit["oldText"])
    : [];
  return [...passages, pattern ?? "first", "second", "third", "fourth", "fifth", "sixth", ""].join(
    "\n",
  );
}
