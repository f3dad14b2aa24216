import type { Driver, GoalRequest, Next, Proposal } from "../../kernel/driver.ts";
import { KernelError } from "../../kernel/error.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { sha256 } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { passagesProposal } from "./passages.ts";
import type { Planner } from "./planner.ts";

interface GoalDriverParts {
  readonly version: string;
  planners(): ReadonlyMap<string, Planner>;
  toolsIn(dir: string): Promise<readonly ToolDefinition[]>;
}

/** How many skills are named to a person whose goal nothing covers. */
const NAMED = 3;

/** The driver of runs that begin with a goal: the first planner in name order that covers it makes the plan. */
export function goalDriver({ version, planners, toolsIn }: GoalDriverParts): Driver {
  async function plan(request: GoalRequest): Promise<Proposal> {
    for (const [, planner] of inOrder(planners())) {
      const proposal = await planner.propose(request);
      if (proposal) return proposal;
    }
    const passages = passagesProposal(request);
    if (passages) return passages;
    throw await noPlan(planners(), request);
  }

  async function begin(state: RunState): Promise<Next> {
    const { goal, dir, access, startedAt } = state;
    const request = {
      goal: goal?.text ?? "",
      dir,
      access,
      at: startedAt,
      tools: await toolsIn(dir),
    };
    try {
      return { kind: "plan", proposal: await plan(request) };
    } catch (error) {
      const isRefusal =
        error instanceof KernelError && (error.code === "no_plan" || error.code === "usage");
      if (isRefusal) return { kind: "finish", missing: [error.message] };
      throw error;
    }
  }

  return {
    name: "goal",
    hash: sha256(`goal/${version}`),
    first: plan,
    async next(reason, state) {
      if (reason === "start") return begin(state);
      // What was not as predicted stands in the state: the end of the run names it.
      return { kind: "finish", missing: [] };
    },
  };
}

async function noPlan(
  planners: ReadonlyMap<string, Planner>,
  request: GoalRequest,
): Promise<KernelError> {
  const ranked = await Promise.all(inOrder(planners).map(([, one]) => one.nearest(request)));
  const nearest = ranked
    .flat()
    .toSorted((a, b) => b.score - a.score)
    .slice(0, NAMED)
    .map(({ name, example }) => ({ name, example }));
  return new KernelError("no_plan", `no skill covers the goal ${shown(request.goal)}`, {
    hint: "say it as one of the examples does, give a plan with --plan, or add a skill: glassbox skills add",
    detail: { nearest },
  });
}

function inOrder<T>(byName: ReadonlyMap<string, T>): [string, T][] {
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function shown(goal: string): string {
  const text = goal.replace(/\s+/g, " ").trim();
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}
