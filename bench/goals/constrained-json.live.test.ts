import { expect, test } from "bun:test";
import { join } from "node:path";

import { toolKey } from "../../kernel/plan.ts";
import { openHouse } from "../support/kernel.ts";
import { constrainedJson } from "./constrained-json.ts";
import { readGoals } from "./golden.ts";
import { findOllama } from "./ollama.ts";

const MODEL = "smollm2:135m";
const ollama = await findOllama([MODEL]).catch(() => null);

test.skipIf(ollama === null)(
  "a real server answers each goal with a call that its grammar allows",
  async () => {
    await using house = await openHouse();
    const all = await house.hub.list(house.dir);
    const names = ["files_move", "files_edit", "files_search"];
    const tools = all.filter(({ name }) => names.includes(name));
    const goals = readGoals(join(import.meta.dir, "train.jsonl"))
      .filter(({ steps }) => names.includes(steps[0]!.tool))
      .slice(0, 4);
    for (const goal of goals) {
      const { got, tokens } = await constrainedJson(ollama!, MODEL, { goal, tools, place: 0 });
      expect(tokens).toBeGreaterThan(100);
      expect(got).toMatch(/^\s*\{\s*"tool"\s*:\s*"files__files_(move|edit|search)"/);
    }
    expect(tools.map(toolKey)).toHaveLength(3);
  },
  60_000,
);
