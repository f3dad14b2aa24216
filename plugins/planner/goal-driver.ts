import type { Driver, GoalRequest, Next, Proposal } from "../contracts/driver.ts";
import { KernelError } from "../../kernel/error.ts";
import type { AccountState } from "../../kernel/fold/account.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { passagesProposal } from "./passages.ts";
import type { ModelPlanning } from "./planning.ts";
import { endReasons, grounded, passageReasons } from "./reasons.ts";
import type { NearestSkill, Planner } from "./planner.ts";

/** What comes after a plan: a way on after a violation, or an answer made of what was found. Null: nothing more. */
export type Afterwards = (
  state: RunState,
  account: AccountState,
  tools: readonly ToolDefinition[],
  signal: AbortSignal,
) => Promise<Next | null>;

export interface GoalDriverParts {
  planners(): ReadonlyMap<string, Planner>;
  toolsIn(dir: string): Promise<readonly ToolDefinition[]>;
  readonly models: ModelPlanning;
  readonly reflect: Afterwards;
  readonly answer: Afterwards;
  /** Ids of the events that a run's next decision rests on. */
  grounds(state: RunState): readonly string[];
}

/** How many skills are named to a person whose goal nothing covers. */
const NAMED = 3;
const DONE: Next = { kind: "finish", missing: [] };

/**
 * The driver of runs that begin with a goal. The first planner in name order that covers it makes the plan; else a
 * question gets the best passages; else a model plans, inside the run, where its calls are on record.
 */
export function goalDriver(parts: GoalDriverParts): Pick<Driver, "first" | "next"> {
  const { planners, toolsIn, models, reflect, answer, grounds } = parts;

  /** A plan without a model. */
  async function known(request: GoalRequest): Promise<Proposal | null> {
    for (const [, planner] of inOrder(planners())) {
      const proposal = await planner.propose(request);
      if (proposal) return proposal;
    }
    const passages = passagesProposal(request);
    if (!passages) return null;
    return { ...passages, reasons: passageReasons(await nearestSkills(planners(), request)) };
  }

  async function begin(state: RunState, signal: AbortSignal): Promise<Next> {
    const request = await requestOf(state, toolsIn);
    const plan = await known(request);
    if (plan) return { kind: "plan", proposal: plan };
    const model = await models.model(request.options);
    if (!model) throw await noPlan(planners(), request);
    const proposal = await models.planRun(request, state, model, signal);
    if (typeof proposal !== "string") return { kind: "plan", proposal };
    const missing = [`no plan: ${proposal}`];
    return { kind: "finish", missing, reasons: endReasons(proposal) };
  }

  return {
    async first(request) {
      // A model that was named and is not there is a slip, whether or not it would be asked.
      if (request.options["model"] !== undefined) await models.model(request.options);
      const plan = await known(request);
      if (plan || (await models.model(request.options))) return plan;
      throw await noPlan(planners(), request);
    },
    async next(reason, state, account, signal) {
      try {
        if (reason === "start") return grounded(await begin(state, signal), grounds(state));
        const after = reason === "violation" ? reflect : answer;
        const next = await after(state, account, await toolsIn(state.dir), signal);
        return next ? grounded(next, grounds(state)) : DONE;
      } catch (error) {
        return grounded(endOf(error, signal), grounds(state));
      }
    },
  };
}

const REFUSALS = new Set(["no_plan", "usage", "unavailable", "budget"]);

/** What a driver cannot do ends the run with the reason; a bug is thrown. */
function endOf(error: unknown, signal: AbortSignal): Next {
  if (signal.aborted || !(error instanceof KernelError) || !REFUSALS.has(error.code)) throw error;
  const reasons = endReasons(error.message);
  return { kind: "finish", missing: [error.message], isSpent: error.code === "budget", reasons };
}

async function requestOf(
  { goal, dir, access, startedAt, driver }: RunState,
  toolsIn: GoalDriverParts["toolsIn"],
): Promise<GoalRequest> {
  const options = driver?.options ?? {};
  return { goal: goal?.text ?? "", dir, access, at: startedAt, tools: await toolsIn(dir), options };
}

async function noPlan(
  planners: ReadonlyMap<string, Planner>,
  request: GoalRequest,
): Promise<KernelError> {
  const found = await nearestSkills(planners, request);
  const nearest = found.map(({ name, example }) => ({ name, example }));
  return new KernelError("no_plan", `no skill covers the goal ${shown(request.goal)}`, {
    hint: "say it as one of the examples does, give a plan with --plan, or add a skill: glassbox skills add",
    detail: { nearest },
  });
}

async function nearestSkills(
  planners: ReadonlyMap<string, Planner>,
  request: GoalRequest,
): Promise<NearestSkill[]> {
  const ranked = await Promise.all(inOrder(planners).map(([, one]) => one.nearest(request)));
  return ranked
    .flat()
    .toSorted((a, b) => b.score - a.score)
    .slice(0, NAMED);
}

function inOrder<T>(byName: ReadonlyMap<string, T>): [string, T][] {
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function shown(goal: string): string {
  const text = goal.replace(/\s+/g, " ").trim();
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}
