import { z } from "zod";

import type { JsonObject } from "../../../../kernel/json.ts";
import { answer } from "../answer.ts";
import { findTools } from "../find-tools.ts";
import { defineHouseTool, dir, READS } from "../house-tool.ts";
import { relatedVerbs } from "../related-verbs.ts";

export const search = defineHouseTool({
  name: "search",
  title: "Find tools",
  description:
    "Finds the tools of all connected servers that fit a task. Start here; then describe a tool for its arguments, and call it.",
  input: z.strictObject({
    goal: z
      .string()
      .trim()
      .min(1, "must say what is to be done")
      .describe("What is to be done, in words."),
    limit: z.int().min(1).max(50).default(6),
    dir,
  }),
  scope: "read",
  annotations: READS,
  async run({ goal, limit, dir: given }, at, house) {
    const found = await findTools(house, at, { goal, limit, dir: given });
    const verbs = relatedVerbs(house, goal, at.client.principal.scope);
    const tools = [...found, ...verbs];
    const lines = tools.map(
      ({ tool, effect, description }) => `${tool} (${effect}): ${description}`,
    );
    const text = lines.length === 0 ? "No tool fits. Say it in other words." : lines.join("\n");
    return answer(text, { tools: tools as unknown as readonly JsonObject[] });
  },
});
