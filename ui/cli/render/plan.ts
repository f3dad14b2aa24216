import type { JsonObject } from "../../../kernel/json.ts";
import type { Step } from "../../../kernel/plan.ts";
import { argumentsOf } from "../../../plugins/runs/provenance.ts";
import type { StepView } from "../report.ts";
import { stepLine } from "../progress.ts";
import { renderArgument } from "./arguments.ts";
import { bold, dim, oneLine, wrap } from "./text.ts";

/** What `run.preview` answers. */
export interface Preview {
  readonly plan: { readonly goal?: string; readonly steps: readonly Step[] };
  readonly ground: Ground;
  readonly effects: readonly PreviewedEffect[];
  readonly notes: readonly string[];
  /** What planning has cost. */
  readonly cost?: PlanningCost;
}

/** The effect of one call. */
export interface PreviewedEffect {
  readonly step: string;
  readonly tool: string;
  readonly effect: string;
  readonly undoable: boolean;
  readonly destinations: readonly string[];
}

interface PlanningCost {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  readonly milliseconds: number;
}

export interface Ground {
  readonly kind: string;
  readonly name: string;
  readonly slots: JsonObject;
}

/** A plan that nothing has run yet: each call with its class and its arguments, and what it costs. */
export function renderPreview(preview: Preview, goal: string, columns: number): string {
  const { plan, ground, effects, notes } = preview;
  const changes = effects.some(({ effect }) => effect !== "read");
  const wrapped = (line: string, indent: string) => wrap(line, columns, indent);
  const steps = plan.steps.flatMap((step) => [
    wrapped(`  ${oneLine(step.intent || step.id)}  ${dim(placeOf(step))}`, "    "),
    ...effects
      .filter((one) => one.step === step.id)
      .flatMap((one) => [
        wrapped(`    ${classOf(one)}`, "      "),
        ...(one.destinations.length === 0
          ? []
          : [wrapped(`      → ${one.destinations.map(oneLine).join(", ")}`, "        ")]),
      ]),
    ...argumentsOf(step, { goal, ground }).map((one) => renderArgument(one, columns, "      ")),
  ]);
  return [
    wrapped(`${bold("plan")} ${groundOf(ground)}`, "    "),
    ...steps,
    changes ? "what it may change waits for approval" : "it changes nothing",
    wrapped(costOf(preview), "    "),
    ...notes.map((note) => wrapped(`note: ${oneLine(note)}`, "    ")),
  ].join("\n");
}

function placeOf({ id, each }: Step): string {
  return oneLine(each === undefined ? id : `${id}, for each of ${each}`);
}

function classOf({ tool, effect, undoable }: PreviewedEffect): string {
  const undo = undoable ? ", can be undone" : ", cannot be undone";
  return `${oneLine(tool)}  ${dim(`${effect}${effect === "read" ? "" : undo}`)}`;
}

/** What planning has cost so far, and what running it will. */
function costOf({ plan, cost }: Preview): string {
  const calls = plan.steps.filter((step) => "tool" in step.do);
  const fans = calls.filter(({ each }) => each !== undefined).length;
  const each = fans === 0 ? "" : `, ${fans} of them for each element of a list`;
  const running = `running it makes ${calls.length} ${calls.length === 1 ? "tool call" : "tool calls"}${each}`;
  if (!cost || cost.calls === 0) return `cost: 0 tokens to plan it; ${running}`;
  const { inputTokens, outputTokens, usd, milliseconds } = cost;
  const parts = [
    `${cost.calls} model ${cost.calls === 1 ? "call" : "calls"}`,
    `${inputTokens + outputTokens} tokens (${inputTokens} in, ${outputTokens} out)`,
    ...(usd > 0 ? [`$${usd}`] : []),
    `${(milliseconds / 1000).toFixed(1)} s`,
  ];
  return `cost: ${parts.join(", ")} to plan it; ${running}`;
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
