import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { type BudgetView, spentOfGranted } from "../budget.ts";
import { addLeaf, type Menu } from "../command.ts";
import { groundOf, renderSteps, type Ground } from "../render/plan.ts";
import { divergenceWords, renderReport } from "../render/report.ts";
import { bold, dim, fit, oneLine, wrap } from "../render/text.ts";
import { localTime } from "../render/time.ts";
import type { Report, StepView } from "../report.ts";

interface Shown {
  readonly run: string;
  readonly label: string;
  readonly at: number;
  readonly length: number;
  readonly event: { readonly id: string; readonly type: string; readonly time: string };
  readonly state: JsonObject & {
    readonly facts: Readonly<Record<string, Fact>>;
    readonly goal: { text: string } | null;
    readonly dir: string;
  };
  readonly account: JsonObject & {
    readonly spent: Readonly<Record<string, number>>;
    readonly effects: Readonly<Record<string, number>>;
    readonly hosts: readonly string[];
  };
  readonly budget: BudgetView | null;
  readonly plan: { readonly ground: Ground; readonly steps: readonly StepView[] } | null;
  readonly report: Report;
}

interface Fact {
  readonly value: JsonValue;
  readonly source: string;
  readonly trust: string;
}

interface Options {
  readonly state?: boolean;
  readonly plan?: boolean;
  readonly cost?: boolean;
}

export function addShow(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "show",
    summary: "Show a run at any of its events: state, plan, facts, cost.",
    examples: ["glassbox show @", "glassbox show r7k2@12 --state"],
    build: (command) =>
      void command
        .argument("[run]", "RUN, RUN@N (an event) or RUN@STEP; @ is the last run", "@")
        .option("--state", "only the state")
        .option("--plan", "only the plan")
        .option("--cost", "only the cost"),
    async handler({ call, terminal: { columns } }, [run], options) {
      const shown = await call<Shown>("run.show", { run });
      const { state, plan, account, budget } = shown;
      const parts = {
        ...(options.state ? { state } : {}),
        ...(options.plan ? { plan } : {}),
        ...(options.cost ? { cost: { ...account, budget: budget as object as JsonValue } } : {}),
      };
      const chosen = Object.keys(parts).length > 0;
      return {
        data: (chosen ? parts : shown) as object as JsonValue,
        text: chosen ? renderParts(shown, options, columns) : renderShown(shown, columns),
      };
    },
  });
}

function renderParts(shown: Shown, options: Options, columns: number): string {
  return [
    ...(options.state ? [JSON.stringify(shown.state, null, 2)] : []),
    ...(options.plan ? [renderPlan(shown, columns)] : []),
    ...(options.cost ? [renderCost(shown)] : []),
  ].join("\n");
}

function renderShown(shown: Shown, columns: number): string {
  const { label, at, length, event, state, report } = shown;
  const diverged = report.diverged.filter(({ n }) => n <= at);
  const facts = Object.entries(state.facts).map(
    ([name, { value, trust }]) =>
      `  ${fit(oneLine(`${name} = ${JSON.stringify(value)}`), columns - 12)} ${dim(trust)}`,
  );
  return [
    bold(oneLine(state.goal?.text ?? report.goal)),
    `${label}@${at} of ${length} · ${event.type} · ${localTime(event.time)} · ${oneLine(state.dir)}`,
    ...diverged.map((one) => wrap(`  ${divergenceWords(one)}`, columns, "  ")),
    renderPlan(shown, columns),
    ...(facts.length === 0 ? [] : ["facts", ...facts]),
    renderCost(shown),
    ...(at === length ? ["", renderReport(report, columns)] : []),
  ].join("\n");
}

function renderPlan({ plan }: Shown, columns: number): string {
  if (!plan) return "no plan yet";
  return `plan ${groundOf(plan.ground)}\n${renderSteps(plan.steps, columns)}`;
}

function renderCost({ account, budget }: Shown): string {
  const { steps = 0, calls = 0, tokens = 0, usd = 0 } = account.spent;
  const effects = Object.entries(account.effects).map(([name, count]) => `${count} ${name}`);
  const hosts = account.hosts.length === 0 ? "0 hosts" : oneLine(account.hosts.join(", "));
  const line = `cost ${steps} steps, ${calls} calls (${effects.join(", ") || "none finished"}) · ${tokens} tokens · $${usd} · ${hosts}`;
  const limits = spentOfGranted(budget);
  return limits.length === 0 ? line : `${line}\nbudget ${limits.join(" · ")}`;
}
