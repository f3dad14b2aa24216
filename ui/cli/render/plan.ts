import type { Effect, StepView } from "../report.ts";
import { stepLine } from "../progress.ts";
import { renderEffect } from "./report.ts";
import { bold, dim, oneLine, wrap } from "./text.ts";

/** What `run.preview` answers. */
export interface Preview {
  readonly plan: { readonly steps: readonly PlannedStep[] };
  readonly ground: Ground;
  readonly effects: readonly Effect[];
  readonly notes: readonly string[];
}

interface PlannedStep {
  readonly id: string;
  readonly intent: string;
  readonly after?: readonly string[];
  readonly each?: string;
}

export interface Ground {
  readonly kind: string;
  readonly name: string;
  readonly slots: Readonly<Record<string, unknown>>;
}

export function renderPreview({ plan, ground, effects, notes }: Preview, columns: number): string {
  const changes = effects.filter(({ effect }) => effect !== "read");
  const lines = [
    `${bold("plan")} ${groundOf(ground)}`,
    ...plan.steps.map(
      ({ id, intent, each }) =>
        `  ${oneLine(intent || id)}${dim(each ? `  ${id}, for each of ${each}` : `  ${id}`)}`,
    ),
    changes.length === 0 ? "it changes nothing" : "it may change:",
    ...changes.map(renderEffect),
    ...notes.map((note) => `note: ${oneLine(note)}`),
  ];
  return lines.map((line) => wrap(line, columns, "    ")).join("\n");
}

export function groundOf({ kind, name, slots }: Ground): string {
  const values = Object.entries(slots).map(([slot, value]) => `${slot} = ${JSON.stringify(value)}`);
  return oneLine([`from ${kind}${name ? ` ${name}` : ""}`, ...values].join(", "));
}

export function renderSteps(steps: readonly StepView[], columns: number): string {
  return steps
    .flatMap((step) => [
      `${stepLine(step, columns - step.id.length - 2, "…")}  ${dim(step.id)}`,
      ...(step.reason ? [`    ${oneLine(step.reason)}`] : []),
    ])
    .join("\n");
}
