import { budgetReflex } from "../../kernel/reflex/budget.ts";
import type { Reflex } from "../../kernel/reflex/reflex.ts";
import type { ToolDefinition, Tools } from "../../kernel/ports/tools.ts";
import type { ProjectConfig } from "./config-schema.ts";

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
      return { ok: false, view: { text, content: [] }, hosts: [] };
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
    const narrowed = Object.entries(account.budget).map(([name, limit]) => {
      const lower = budget[name as keyof typeof budget];
      return [name, lower === undefined ? limit : Math.min(lower, limit ?? lower)];
    });
    return budgetReflex(call, state, { ...account, budget: Object.fromEntries(narrowed) });
  };
}
