import { isForbidden } from "../../kernel/reflex/policy.ts";
import { budgetReflex } from "../../kernel/reflex/budget.ts";
import type { Limits, Reflex } from "../../kernel/reflex/reflex.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition, Tools } from "../../kernel/ports/tools.ts";
import type { Config, ProjectConfig } from "./config-schema.ts";

type ProjectOf = (dir: string) => ProjectConfig;

type LimitsOf = (dir: string) => Limits;

/** What is left of a list, by what it was narrowed: the same list again where nothing has changed. */
interface Narrowed {
  readonly by: string;
  readonly tools: readonly ToolDefinition[];
}

/** The tools without those that the configuration of the home or of a project takes away, for probes as for steps. */
export function narrowTools(tools: Tools, limitsOf: LimitsOf): Tools {
  const narrowed = new WeakMap<readonly ToolDefinition[], Narrowed>();
  return {
    async list(dir) {
      const limits = limitsOf(dir);
      const all = await tools.list(dir);
      const by = JSON.stringify([limits.deny, limits.allow]);
      const known = narrowed.get(all);
      if (known?.by === by) return known.tools;
      const left = all.filter((tool) => !isForbidden(toolKey(tool), limits));
      narrowed.set(all, { by, tools: left });
      return left;
    },
    async call(call) {
      const tool = toolKey(call);
      if (!isForbidden(tool, limitsOf(call.dir))) return tools.call(call);
      const text = `${tool} is forbidden by the configuration, of the home or of ${call.dir}`;
      return {
        ok: false,
        view: { text, content: [] },
        hosts: [],
        fate: "unsent",
        code: "tool_gone",
        final: true,
      };
    },
  };
}

/** The project's budget counts where it is lower than the run's. */
export function projectBudget(projectOf: ProjectOf): Reflex {
  return (call, state, account) => {
    const { budget } = projectOf(state.dir).run;
    const root = account.runs[account.root]!;
    const narrowed = Object.entries(root.budget).map(([name, limit]) => {
      const lower = budget[name as keyof typeof budget];
      return [name, lower === undefined ? limit : Math.min(lower, limit ?? lower)];
    });
    const runs = {
      ...account.runs,
      [account.root]: { ...root, budget: Object.fromEntries(narrowed) },
    };
    return budgetReflex(call, state, { ...account, runs });
  };
}

/** What is forbidden, allowed and paced for the calls of a run: the home's word, which a folder can only narrow. */
export function limitsOf(
  { tools: { deny, allow }, run }: Config,
  { disable }: ProjectConfig,
): Limits {
  const disabled = disable.flatMap((name) => (name.includes("__") ? name : `${name}__*`));
  return { deny: [...deny, ...disabled], allow, callsPerMinute: run.callsPerMinute ?? null };
}
