import { z } from "zod";

import type { JsonObject } from "../../../../kernel/json.ts";
import { answer } from "../answer.ts";
import { defineHouseTool, dir, READS } from "../house-tool.ts";
import { folderOf } from "../house.ts";
import { findVerb, verbTool } from "../verb-tools.ts";
import { findUsable } from "../usable-tools.ts";

export const describe = defineHouseTool({
  name: "describe",
  title: "Describe tools",
  description:
    "Shows tools whole: what each does, its arguments as JSON Schema, what it answers, and its effect class.",
  input: z.strictObject({
    tools: z.array(z.string().min(1)).min(1).max(10).describe("Names as search gives them."),
    dir,
  }),
  scope: "read",
  annotations: READS,
  async run({ tools, dir: given }, at, house) {
    const folder = await folderOf(house, at, given);
    const described: JsonObject[] = [];
    for (const name of tools) {
      const verb = findVerb(house, name, at);
      if (verb) {
        described.push({ ...verbTool(verb), effect: verb.scope });
        continue;
      }
      const { tool, inputSchema, outputSchema, description, effect } = await findUsable(
        house,
        name,
        folder,
        at,
      );
      described.push({
        name: tool,
        description,
        inputSchema,
        ...(outputSchema === undefined ? {} : { outputSchema }),
        effect,
      });
    }
    return answer(JSON.stringify(described, null, 1), { tools: described });
  },
});
