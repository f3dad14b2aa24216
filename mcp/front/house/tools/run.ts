import { z } from "zod";

import { KernelError } from "../../../../kernel/error.ts";
import type { JsonObject } from "../../../../kernel/json.ts";
import { attend } from "../attend.ts";
import { askForPlan, isNoPlan } from "../caller-plan.ts";
import { defineHouseTool, dir } from "../house-tool.ts";
import { callVerb, neededFolder } from "../house.ts";
import { outcomeOf } from "../outcome.ts";
import { newTask } from "../run-tasks.ts";

export const WAIT = z.number().min(0).max(300).describe("Seconds to wait for its end.");
const amount = z.number().nonnegative().optional();

export const run = defineHouseTool({
  name: "run",
  title: "Run a goal",
  description:
    "Reaches a goal in steps that are checked, recorded and proved. If no skill covers it, the answer has the tools that fit and the form of a plan: call again with the same goal and your plan. The run goes on without you; the person is asked before anything is changed.",
  input: z.strictObject({
    goal: z
      .string()
      .trim()
      .min(1, "must say what is to be done")
      .max(4000, "must be at most 4000 characters"),
    dir,
    plan: z
      .looseObject({})
      .optional()
      .describe("A plan in the form that the answer without one shows."),
    access: z.enum(["read", "write"]).default("write").describe("read: it may change nothing."),
    budget: z
      .strictObject({
        steps: amount,
        seconds: amount,
        modelCalls: amount,
        tokens: amount,
        usd: amount,
      })
      .optional(),
    wait: WAIT.default(25),
  }),
  scope: "write",
  annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
  async run({ goal, dir: given, plan, access, budget, wait }, at, house) {
    const folder = await neededFolder(house, at, given);
    const input = { goal, dir: folder, access, ...(plan && { plan }), ...(budget && { budget }) };
    try {
      const started = await callVerb<{ run: string }>(house, at, "run.start", input as JsonObject);
      if (at.takesTask) return newTask(house, at, started.run);
      return outcomeOf(await attend(house, at, started.run, wait));
    } catch (error) {
      if (plan === undefined && isNoPlan(error))
        return askForPlan(house, at, { goal, dir: folder }, error);
      throw plan === undefined ? error : withForm(error);
    }
  },
});

/** A caller has no other place to look up what a plan is. */
function withForm(error: unknown): unknown {
  if (!(error instanceof KernelError) || error.code !== "usage") return error;
  const hint = "run without a plan shows the form of one, with an example";
  return new KernelError("usage", error.message, { hint, detail: error.detail });
}
