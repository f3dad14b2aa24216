import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { type BudgetView, spentOfGranted } from "../budget.ts";
import { addLeaf, type Menu } from "../command.ts";
import { groundOf, renderSteps, type Ground } from "../render/plan.ts";
import { divergenceWords, renderReport } from "../render/report.ts";
import { bold, dim, fit, oneLine, wrap } from "../render/text.ts";
import { localTime } from "../render/time.ts";
import type { Report, StepView } from "../report.ts";
import { renderFiles, showFile, type ShownFiles } from "./show-files.ts";

interface Shown {
  readonly run: string;
  readonly label: string;
  readonly branch: string;
  /** The branch that the run is on. */
  readonly head: string;
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
  readonly files?: boolean;
  readonly cost?: boolean;
}

export function addShow(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "show",
    summary: "Show a run, or a file of its folder, at any of its events.",
    examples: ["glassbox show r7k2@12 --files", "glassbox show r7k2@12:notes/plan.md"],
    build: (command) =>
      void command
        .argument("[run]", "RUN, RUN@N (an event) or RUN@STEP, and :PATH; @ is the last run", "@")
        .option("--state", "only the state")
        .option("--plan", "only the plan")
        .option("--files", "only the folder as it was, with what the run had changed")
        .option("--cost", "only the cost"),
    async handler(session, [run = "@"], options) {
      if (run.includes(":")) return showFile(session, run);
      const { call, terminal } = session;
      const files = options.files ? await call<ShownFiles>("run.files", { run }) : null;
      if (files && !options.state && !options.plan && !options.cost)
        return { data: files as object as JsonValue, text: renderFiles(files) };
      const shown = await call<Shown>("run.show", { run });
      const { state, plan, account, budget } = shown;
      const parts = {
        ...(options.state ? { state } : {}),
        ...(options.plan ? { plan } : {}),
        ...(files ? { files } : {}),
        ...(options.cost ? { cost: { ...account, budget: budget as object as JsonValue } } : {}),
      };
      const chosen = Object.keys(parts).length > 0;
      const text = chosen
        ? renderParts(shown, files, options, terminal.columns)
        : renderShown(shown, terminal.columns);
      return { data: (chosen ? parts : shown) as object as JsonValue, text };
    },
  });
}

function renderParts(
  shown: Shown,
  files: ShownFiles | null,
  options: Options,
  columns: number,
): string {
  return [
    ...(options.state ? [JSON.stringify(shown.state, null, 2)] : []),
    ...(options.plan ? [renderPlan(shown, columns)] : []),
    ...(files ? [renderFiles(files)] : []),
    ...(options.cost ? [renderCost(shown)] : []),
  ].join("\n");
}

function renderShown(shown: Shown, columns: number): string {
  const { label, branch, head, at, length, event, state, report } = shown;
  const diverged = report.diverged.filter(({ n }) => n <= at);
  const facts = Object.entries(state.facts).map(
    ([name, { value, trust }]) =>
      `  ${fit(oneLine(`${name} = ${JSON.stringify(value)}`), columns - 12)} ${dim(trust)}`,
  );
  return [
    bold(oneLine(state.goal?.text ?? report.goal)),
    `${label}@${at} of ${length} · ${event.type} · ${localTime(event.time)} · ${oneLine(state.dir)}`,
    ...(branch === head ? [] : [`  the run has left this branch: it is on ${head} now`]),
    ...diverged.map((one) => wrap(`  ${divergenceWords(one)}`, columns, "  ")),
    renderPlan(shown, columns),
    ...(facts.length === 0 ? [] : ["facts", ...facts]),
    renderCost(shown),
    ...(at === length && branch === head ? ["", renderReport(report, columns)] : []),
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
