import type { JsonValue } from "../../../kernel/json.ts";
import type { PlannedCall } from "../../../plugins/contracts/approvals.ts";
import type { Ask, Effect } from "../report.ts";
import { renderArgument } from "./arguments.ts";
import { bold, dim, oneLine, wrap } from "./text.ts";

/** What a run asks a person: what it is about, then how to answer. */
export function renderAsk(ask: Ask, label: string, columns: number): string {
  return [
    wrap(`${bold("?")} waiting for you: ${oneLine(ask.question)}`, columns, "  "),
    ...renderSubject(ask, columns),
    ...(ask.expires === null ? [] : [`  until ${oneLine(ask.expires)}`]),
    `  ${howToAnswer(ask, oneLine(label))}`,
  ].join("\n");
}

/** The effects that are to be approved, or the call that nobody knows the outcome of. */
export function renderSubject({ detail, kind }: Ask, columns: number): string[] {
  if (kind !== "doubt") return (detail.effects ?? []).map((one) => renderEffect(one, columns));
  const { tool = "", effect = "", args = {}, reason = "" } = detail;
  const rows = Object.entries(args as Record<string, JsonValue>).map(([argument, value]) =>
    renderArgument({ argument, value, detail: "" }, columns, "      "),
  );
  return [
    wrap(`  ${dim(`${oneLine(tool)}  ${oneLine(effect)}`)}`, columns, "    "),
    ...rows,
    ...(reason === "" ? [] : [wrap(`    ${oneLine(reason)}`, columns, "      ")]),
  ];
}

export function howToAnswer({ kind, step, detail }: Ask, label: string): string {
  if (kind === "doubt") return `glassbox answer ${label} happened   or   repeat   or   fail`;
  if (kind === "question") return `glassbox answer ${label} VALUE`;
  const steps = new Set((detail.effects ?? []).flatMap(({ calls = [] }) => calls.map(stepOf)));
  const some = step === null && steps.size > 1 ? "   or, of it, --step STEP" : "";
  return `glassbox approve ${label}   or   glassbox deny ${label}${some}`;
}

const stepOf = ({ step }: PlannedCall) => step;

/** What a run asks to change: the tool, its class, and each call with its arguments and where it goes. */
export function renderEffect(effect: Effect, columns: number): string {
  const { tool, undoable, calls = [], reason } = effect;
  const kind = `${oneLine(tool)}  ${effect.effect}  ${undoable ? "can be undone" : "cannot be undone"}`;
  const planned = calls.flatMap(({ step, intent, each, destinations, arguments: args }) => {
    const words = each === null ? step : `${step}, for each of ${each}`;
    const places = destinations.map(oneLine).join(", ");
    return [
      wrap(`    ${oneLine(intent || step)}  ${dim(oneLine(words))}`, columns, "      "),
      wrap(`      → ${places}`, columns, "        "),
      ...args.map((one) => renderArgument(one, columns, "      ")),
    ];
  });
  return [
    wrap(`  ${dim(kind)}`, columns, "    "),
    ...(reason === undefined ? [] : [wrap(`    asks: ${oneLine(reason)}`, columns, "      ")]),
    ...planned,
  ].join("\n");
}
