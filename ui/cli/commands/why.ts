import type { JsonValue } from "../../../kernel/json.ts";
import type { Argument } from "../../../plugins/contracts/approvals.ts";
import { addLeaf, type Menu } from "../command.ts";
import { renderArgument } from "../render/arguments.ts";
import { renderDecision, type ShownDecision } from "../render/decision.ts";
import { type Ground, groundOf } from "../render/plan.ts";
import { bold, dim, fit, oneLine, wrap } from "../render/text.ts";
import { localTime } from "../render/time.ts";

type Why = StepWhy | EventWhy;

/** Of an event that belongs to no step. */
interface EventWhy extends Pick<StepWhy, "label" | "decisions" | "events"> {
  readonly step: null;
}

interface StepWhy {
  readonly label: string;
  readonly step: string;
  readonly intent: string;
  readonly status: string;
  readonly call: {
    readonly tool: string;
    readonly args: JsonValue;
    readonly effect: string;
  } | null;
  readonly arguments: readonly Argument[];
  readonly inputs: readonly {
    readonly argument: string;
    readonly reference: string;
    readonly from: string;
    readonly value: JsonValue;
  }[];
  readonly facts: readonly {
    readonly name: string;
    readonly value: JsonValue;
    readonly trust: string;
  }[];
  readonly ground: Ground;
  readonly rule: string;
  readonly decisions: readonly ShownDecision[];
  readonly expectations: readonly {
    readonly matches: JsonValue;
    readonly held: boolean | null;
    readonly failures?: readonly string[];
  }[];
  readonly events: readonly { readonly n: number; readonly time: string; readonly what: string }[];
}

export function addWhy(menu: Menu): void {
  addLeaf(menu, menu.program, {
    name: "why",
    summary:
      "Say what led to a step: its arguments, facts, rule, checks, and the decision behind it.",
    examples: ["glassbox why @tasks", "glassbox why r7k2@overdue"],
    build: (command) =>
      void command.argument("<step>", "RUN@STEP, or RUN@N for the step of an event"),
    async handler({ call, terminal: { columns } }, [run]) {
      const why = await call<Why>("run.why", { run });
      return { data: why as object as JsonValue, text: renderWhy(why, columns) };
    },
  });
}

function renderWhy(why: Why, columns: number): string {
  const decided = why.decisions.flatMap(renderDecision);
  const body = why.step === null ? [] : stepLines(why, columns);
  const events = why.events.map(({ n, time, what }) => `event   ${n}  ${localTime(time)}  ${what}`);
  return [...body, ...decided, ...events]
    .map((line) => wrap(fit(line, columns * 3), columns, "        "))
    .join("\n");
}

function stepLines(why: StepWhy, columns: number): string[] {
  const json = (value: JsonValue) =>
    oneLine(typeof value === "string" ? value : JSON.stringify(value));
  const inputs = why.inputs.filter(({ argument }) => !argument.startsWith("tool.args"));
  return [
    `${bold(oneLine(why.intent || why.step))}  ${dim(`${why.label}@${why.step}`)} ${why.status}`,
    ...(why.call ? [`call    ${why.call.tool} (${why.call.effect}) ${json(why.call.args)}`] : []),
    ...why.arguments.map((one) => renderArgument(one, columns, "arg     ")),
    ...inputs.map(
      ({ argument, reference, value }) => `input   ${argument} = ${reference} → ${json(value)}`,
    ),
    ...why.facts.map(({ name, value, trust }) => `fact    ${name} = ${json(value)} (${trust})`),
    `plan    ${groundOf(why.ground)}`,
    `rule    ${why.rule}`,
    ...why.expectations.map(({ matches, held, failures = [] }) => {
      const verdict =
        held === null ? "not judged" : held ? "held" : `violated: ${failures.join("; ")}`;
      return `expect  ${fit(json(matches), Math.max(20, columns - verdict.length - 12))}  ${verdict}`;
    }),
  ];
}
