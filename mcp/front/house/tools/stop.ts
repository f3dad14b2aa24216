import { z } from "zod";

import { defineHouseTool } from "../house-tool.ts";
import { callVerb } from "../house.ts";
import { standing } from "../outcome.ts";

const WAIT_SECONDS = 10;

export const stop = defineHouseTool({
  name: "stop",
  title: "Stop a run",
  description: "Ends a run once what is under way has been heard out. What it did before stands.",
  input: z.strictObject({
    run: z.string().min(1).describe("Its label or id."),
    now: z.boolean().default(false).describe("Abandon what is under way, too."),
  }),
  scope: "write",
  annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  async run({ run, now }, at, house) {
    await callVerb(house, at, "run.stop", { run, now });
    return { ...(await standing(house, at, run, WAIT_SECONDS)), isError: false };
  },
});
