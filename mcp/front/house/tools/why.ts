import { z } from "zod";

import { answer } from "../answer.ts";
import { defineHouseTool, READS } from "../house-tool.ts";
import { callVerb } from "../house.ts";

export const why = defineHouseTool({
  name: "why",
  title: "Why a step",
  description:
    "Says what led to a step of a run: its arguments and where each came from, the facts, the checks, and the decision behind its plan.",
  input: z.strictObject({
    step: z.string().min(1).describe("RUN@STEP; show RUN names the steps."),
  }),
  scope: "read",
  annotations: READS,
  async run({ step }, at, house) {
    const found = await callVerb(house, at, "run.why", { run: step });
    return answer(JSON.stringify(found, null, 1), found);
  },
});
