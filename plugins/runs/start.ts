import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import type { GoalRequest, Proposal } from "../contracts/driver.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { isUndoable, toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { CheckedPlan } from "../contracts/plans.ts";
import { defineVerb, type VerbCall } from "../../kernel/verb.ts";
import { allowGrant, yesGrant } from "./allow.ts";
import type { RunRequest } from "../contracts/lifecycle.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { labelOf } from "./names.ts";
import { destinationsOf } from "./planned-effects.ts";

const anyObject = z.custom<JsonObject>(isObject, "must be an object");
const amount = z.number().nonnegative().optional();

const goal = z.object({
  goal: z
    .string()
    .trim()
    .min(1, "must say what is to be done")
    .max(4000, "must be at most 4000 characters: give long texts as input"),
  dir: z.string().min(1),
  access: z.enum(["read", "write"]).default("write"),
  plan: anyObject.optional(),
  model: z.string().min(1).optional(),
  examples: z.boolean().default(true),
});

const start = goal.extend({
  input: z.string().optional(),
  budget: z
    .object({ steps: amount, seconds: amount, modelCalls: amount, tokens: amount, usd: amount })
    .default({}),
  yes: z.boolean().default(false),
  allow: z
    .array(z.string().regex(/^[\w-]+__[\w*-]+(:.*)?$/, 'must be like "server__tool:pattern"'))
    .default([]),
});

export function startVerbs(host: Host) {
  return [
    defineVerb({
      name: "run.start",
      description:
        "Starts a run for a goal and answers with its id; the run goes on without the caller.",
      input: start,
      output: z.object({ run: z.string(), label: z.string() }),
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = await lifecycleOf(host).start(requestOf(host, input, call));
        return { run, label: labelOf(kernel, run) };
      },
    }),
    defineVerb({
      name: "run.preview",
      description:
        "Shows the plan that a goal would run by, with the class of every effect; runs nothing.",
      input: goal,
      output: anyObject,
      scope: "read",
      async handler(input, call) {
        const request = requestOf(host, { ...input, budget: {}, yes: false, allow: [] }, call);
        const prepared = await lifecycleOf(host).prepare(request);
        const found = prepared.proposal
          ? { proposal: prepared.proposal, cost: FREE }
          : await planUnrun(host, request, prepared, call);
        const { plan } = found.proposal;
        const checked =
          prepared.checked ?? host.needs("plans").check(plan, prepared.tools, input.access);
        return {
          plan: checked.plan,
          ground: found.proposal.ground,
          effects: effectsOf(checked, prepared.tools),
          notes: checked.notes,
          cost: found.cost,
        } as unknown as JsonObject;
      },
    }),
  ];
}

/** What planning has cost. */
interface PlanningCost {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  readonly milliseconds: number;
}

const FREE: PlanningCost = { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0, milliseconds: 0 };

/** A planner that can plan a goal which no run has, with its model calls on the home's own stream. */
interface UnrunPlanner {
  plan(
    request: GoalRequest,
    signal: AbortSignal,
  ): Promise<{ readonly proposal: Proposal; readonly cost: PlanningCost }>;
}

async function planUnrun(
  host: Host,
  { goal, access, options = {} }: RunRequest,
  { dir, tools }: { readonly dir: string; readonly tools: GoalRequest["tools"] },
  { signal, via }: VerbCall,
) {
  if (via === "mcp" && isBounded(host.config()))
    throw new KernelError("budget", "a model would plan this, and only a run has a budget", {
      hint: "run it: mcp.budget bounds what the models of this client's runs may take",
    });
  const planner = host.provided<UnrunPlanner>("unrun-planner").get("goal");
  if (!planner) throw usage("this goal is planned while it runs", "run it without --dry-run");
  return planner.plan({ goal, dir, access, at: Date.now(), tools, options }, signal);
}

/** Clients may take only so much of models, and what a plan without a run costs stands in no account. */
function isBounded({ mcp }: JsonObject): boolean {
  const budget = isObject(mcp) ? mcp["budget"] : undefined;
  return isObject(budget) && ["modelCalls", "tokens", "usd"].some((limit) => limit in budget);
}

function requestOf(host: Host, input: z.output<typeof start>, call: VerbCall): RunRequest {
  const { budget } = input;
  if ((input.yes || input.allow.length > 0) && call.via === "mcp")
    throw usage(`${input.yes ? "yes" : "allow"} is a person's word`, "approve at a terminal");
  const planGoal = input.plan?.["goal"];
  return {
    goal: input.goal || (typeof planGoal === "string" ? planGoal : ""),
    dir: input.dir,
    access: input.access,
    plan: input.plan,
    input: input.input,
    driver: "goal",
    options: {
      ...(input.model === undefined ? {} : { model: input.model }),
      ...(input.examples ? {} : { examples: false }),
      ...(input.yes ? { yes: true } : {}),
    },
    budget: budgetOf(host.config(), budget),
    actor: call.actor,
    grants: (checked, tools) => [
      ...(input.yes ? yesGrant(checked) : []),
      ...input.allow.map((allowed) => allowGrant(allowed, tools)),
    ],
  };
}

type Budget = RunRequest["budget"];

/** What the caller grants, and for what is not said, what the configuration does. */
function budgetOf(
  config: JsonObject,
  given: Partial<Record<keyof Budget, number | undefined>>,
): Budget {
  const run = isObject(config["run"]) ? config["run"] : {};
  const standard = isObject(run["budget"]) ? run["budget"] : {};
  const pick = (name: keyof Budget) => {
    const value = given[name] ?? standard[name];
    return typeof value === "number" ? value : null;
  };
  return {
    steps: pick("steps"),
    seconds: pick("seconds"),
    modelCalls: pick("modelCalls"),
    tokens: pick("tokens"),
    usd: pick("usd"),
  };
}

/** The effect of each call, and where it goes as far as the plan says it. */
function effectsOf({ plan, tools: pinned }: CheckedPlan, tools: readonly ToolDefinition[]) {
  const byKey = new Map(tools.map((tool) => [toolKey(tool), tool]));
  return plan.steps.flatMap(({ id, intent, do: action }) => {
    if (!("tool" in action)) return [];
    const tool = toolKey(action.tool);
    const { effect } = pinned[tool]!;
    const definition = byKey.get(tool);
    const isQuiet = effect === "read" || !definition;
    const destinations = isQuiet ? [] : destinationsOf(definition, action.tool.args);
    return [{ step: id, intent, tool, effect, undoable: isUndoable(pinned[tool]!), destinations }];
  });
}
