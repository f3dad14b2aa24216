import { expect, test } from "bun:test";
import Ajv from "ajv/dist/2020.js";
import { inProcess } from "./testing.ts";

interface WorkedGoal {
  readonly goal: string;
  readonly args: Record<string, unknown>;
}

/** Every text of the arguments, those in lists and objects too. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function isWholeSpan(text: string, goal: string): boolean {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w/])${escaped}(?![\\w/])`).test(goal);
}

const session = await inProcess({ store: "/nowhere" });
const { tools } = await session.client.listTools();
await session[Symbol.asyncDispose]();
const ajv = new Ajv({ strict: false, validateFormats: false });

test.each(tools.map((tool) => [tool.name, tool] as const))(
  "the worked goals of %s hold every text of their call, and the call is one that it takes",
  (_, tool) => {
    const examples = tool._meta?.["dev.glassbox/examples"] as WorkedGoal[];
    expect(examples.length).toBeGreaterThanOrEqual(6);
    expect(examples.length).toBeLessThanOrEqual(8);
    const takes = ajv.compile(tool.inputSchema);
    for (const { goal, args } of examples) {
      expect([goal, takes(args), takes.errors]).toEqual([goal, true, null]);
      expect(textsOf(args).filter((text) => !isWholeSpan(text, goal))).toEqual([]);
    }
  },
);

test("no goal is worked twice, and every argument whose source is named exists", () => {
  const goals = tools.flatMap((tool) => tool._meta?.["dev.glassbox/examples"] as WorkedGoal[]);
  expect(new Set(goals.map(({ goal }) => goal.toLowerCase())).size).toBe(goals.length);
  const forSome = new Set(["inputs", "outputs", "tools"]);
  for (const tool of tools)
    for (const name of Object.keys(tool._meta?.["dev.glassbox/arguments"] ?? {}))
      if (!forSome.has(name)) expect(tool.inputSchema.properties).toHaveProperty(name);
});
