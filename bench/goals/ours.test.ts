import { expect, test } from "bun:test";

import type { PluginSource } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { scriptedPlugin } from "../../plugins/model-scripted/index.ts";
import { openHouse } from "../support/kernel.ts";
import { parseGoals } from "./golden.ts";
import { attempt } from "./ours.ts";
import { retrieve } from "./retrieved.ts";

const PLUGINS = ["models", "retrieval"];
const OPTIONS = { model: "scripted/large", examples: true };
const [READ] = parseGoals('{"goal":"Read a.md","tool":"files_read","args":{"path":"a.md"}}', "g");

/** A real house whose model plans this one call. */
async function houseThatPlans(tool: string, args: JsonObject) {
  const answer = JSON.stringify({ steps: [{ tool, args }] });
  const model = scriptedPlugin(
    ({ schema }) => (schema === null ? "1. as told" : { text: answer, ignoresSchema: true }),
    { parameters: 70e9 },
  );
  const plugins = [...PLUGINS.map(plugin), model];
  const config = { models: { embedder: "none" } };
  const house = await openHouse({ plugins, config, without: ["skills", ...PLUGINS] });
  return { house, dir: house.dir, tools: await house.hub.list(house.dir) };
}

function plugin(name: string): PluginSource {
  return { name, load: async () => (await import(`../../plugins/${name}/index.ts`)).plugin };
}

test("a goal is solved by the right call, with the model's calls and tokens out of the ledger", async () => {
  const open = await houseThatPlans("files__files_read", { path: "a.md" });
  await using _ = open.house;
  const { solved, got, calls, tokens } = await attempt(open, READ!, OPTIONS);
  expect({ solved, got }).toEqual({ solved: true, got: 'files__files_read {"path":"a.md"}' });
  const answered = [...open.house.kernel.ledger.query({ types: ["model.answered"] })];
  expect(answered).toHaveLength(calls);
  expect(calls).toBeGreaterThan(0);
  expect(tokens).toBeGreaterThan(50);
  expect([...open.house.kernel.ledger.query({ types: ["run.started", "tool.intended"] })]).toEqual(
    [],
  );
});

test("another tool is a miss, and what came instead is told", async () => {
  const open = await houseThatPlans("files__files_delete", { path: "a.md" });
  await using _ = open.house;
  const { solved, got } = await attempt(open, READ!, OPTIONS);
  expect(solved).toBe(false);
  expect(got).toContain("files_delete");
});

test("a goal without a plan is a miss, with the reason", async () => {
  const open = await houseThatPlans("files__no_such_tool", { path: "a.md" });
  await using _ = open.house;
  const { solved, got } = await attempt(open, READ!, OPTIONS);
  expect(solved).toBe(false);
  expect(got).toStartWith("no plan: ");
});

test("the tools found for a goal are at most three, and the place of its own is known", async () => {
  const open = await houseThatPlans("files__files_read", {});
  await using _ = open.house;
  const { tools, place } = await retrieve(open, READ!);
  expect(tools).toHaveLength(3);
  expect(tools[place]?.name).toBe("files_read");
});
