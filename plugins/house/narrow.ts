import { budgetReflex } from "../../kernel/reflex/budget.ts";
import type { Limits, Reflex } from "../../kernel/reflex/reflex.ts";
import type { ToolDefinition, Tools } from "../../kernel/ports/tools.ts";
import type { Config, ProjectConfig } from "./config-schema.ts";

type ProjectOf = (dir: string) => ProjectConfig;

/** The tools without those that a project's own configuration takes away. */
export function narrowTools(tools: Tools, projectOf: ProjectOf): Tools {
  return {
    async list(dir) {
      const { disable } = projectOf(dir);
      const offered = await tools.list(dir);
      return disable.length === 0 ? offered : offered.filter((tool) => !isDisabled(disable, tool));
    },
    async call(call) {
      if (!isDisabled(projectOf(call.dir).disable, call)) return tools.call(call);
      const text = `${call.server}__${call.name} is disabled by glassbox.config.json in ${call.dir}`;
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

function isDisabled(
  disable: readonly string[],
  { server, name }: Pick<ToolDefinition, "server" | "name">,
): boolean {
  return disable.includes(server) || disable.includes(`${server}__${name}`);
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
