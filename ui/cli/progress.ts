import type { JsonValue } from "../../kernel/json.ts";
import { type BudgetView, spentOfGranted } from "./budget.ts";
import { bad, dim, fit, good, oneLine } from "./render/text.ts";
import type { StepView } from "./report.ts";
import { settledEffects } from "./settled.ts";
import type { Terminal } from "./terminal.ts";

/** Shows a run's plan while it runs. */
export interface Progress {
  part(part: JsonValue): void;
  /** Ends the drawing, until the next part: what is on the screen stays. */
  rest(): void;
}

interface ProgressPart {
  readonly kind: string;
  readonly steps: readonly StepView[];
  readonly thinking?: { readonly model: string; readonly purpose: string } | null;
  readonly budget?: BudgetView | null;
}

export function createProgress(terminal: Terminal, quiet: boolean): Progress {
  if (quiet) return { part: () => {}, rest: () => {} };
  const plan = terminal.live ? livePlan(terminal) : plainLines(terminal);
  const settled = settledEffects();
  return {
    part(part) {
      settled.see(part);
      plan.part(part);
    },
    rest() {
      plan.rest();
      for (const line of settled.take()) terminal.note(fit(line, terminal.columns));
    },
  };
}

/** Redraws the plan in place. */
function livePlan(terminal: Terminal): Progress {
  const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  const began = Date.now();
  let drawn = 0;
  let frame = 0;
  let steps: readonly StepView[] = [];
  let thinking: ProgressPart["thinking"] = null;
  let budget: ProgressPart["budget"] = null;
  const draw = () => {
    const room = Math.max(3, terminal.rows - 2);
    // Of a plan that is taller than the screen, its end is where things happen.
    const first = Math.max(0, Math.min(steps.findIndex(isUnfinished) - 2, steps.length - room));
    const lines = steps
      .slice(first, first + room)
      .map((step) => stepLine(step, terminal.columns, spinner[frame]!));
    if (thinking)
      lines.push(`${spinner[frame]!} ${fit(thoughtOf(thinking), terminal.columns - 2)}`);
    if (isBusy()) lines.push(dim(fit(`  ${price()}`, terminal.columns)));
    const up = drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : "";
    drawn = lines.length;
    terminal.draw(up + lines.map((line) => `${line}\n`).join(""));
  };
  // What is spent is told with each event; the time goes on by itself.
  const price = () => {
    const time = `${Math.round((Date.now() - began) / 1000)} s`;
    return [time, ...spentOfGranted(budget)].join(" · ");
  };
  let turning: ReturnType<typeof setInterval> | undefined;
  const isBusy = () => Boolean(thinking) || steps.some(isUnfinished);
  const turn = () => {
    frame = (frame + 1) % spinner.length;
    if (isBusy()) draw();
  };
  return {
    part(part) {
      const { kind, steps: now, thinking: thought, ...more } = part as unknown as ProgressPart;
      if (kind !== "progress" || (now.length === 0 && !thought && !thinking)) return;
      steps = now;
      thinking = thought ?? null;
      budget = more.budget ?? null;
      turning ??= setInterval(turn, 120);
      draw();
    },
    rest() {
      clearInterval(turning);
      turning = undefined;
      drawn = 0;
    },
  };
}

/** One line for each step that ends. */
function plainLines(terminal: Terminal): Progress {
  const told = new Set<string>();
  return {
    part(part) {
      const { kind, steps, thinking } = part as unknown as ProgressPart;
      if (kind !== "progress") return;
      const thought = thinking ? thoughtOf(thinking) : "";
      if (thought !== "" && !told.has(thought)) {
        told.add(thought);
        terminal.note(`… ${fit(thought, terminal.columns - 2)}`);
      }
      for (const step of steps) {
        if (told.has(step.id) || !isOver(step)) continue;
        told.add(step.id);
        terminal.note(stepLine(step, terminal.columns, " "));
      }
    },
    rest: () => {},
  };
}

const THOUGHTS: Readonly<Record<string, string>> = {
  plan: "plans",
  pack: "plans",
  repair: "mends its plan",
  reflect: "looks at what went wrong",
  answer: "answers",
};

function thoughtOf({
  model,
  purpose,
}: {
  readonly model: string;
  readonly purpose: string;
}): string {
  return `${oneLine(model)} ${THOUGHTS[purpose] ?? "is asked"}`;
}

const isOver = ({ status }: StepView) => status === "done" || status === "failed";
const isUnfinished = (step: StepView) => !isOver(step);

export function stepLine(step: StepView, columns: number, running: string): string {
  const { id, intent, status, done, total } = step;
  const count = total > 1 ? ` ${done}/${total}` : "";
  const words = fit(`${oneLine(intent || id)}${count}`, columns - 2);
  if (status === "done") return `${good("✓")} ${words}`;
  if (status === "failed") return `${bad("✗")} ${words}`;
  return status === "open" ? dim(`· ${words}`) : `${running} ${words}`;
}
