import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Ask, Report } from "./report.ts";

interface Effect {
  readonly tool: string;
  readonly effect: string;
  readonly undoable: boolean;
  readonly reason?: string;
  readonly calls?: readonly PlannedCall[];
}

interface PlannedCall {
  readonly step: string;
  readonly intent: string;
  readonly each: string | null;
  readonly destinations: readonly string[];
  readonly arguments: readonly Argument[];
}

interface Argument {
  readonly argument: string;
  readonly value: JsonValue;
  readonly detail: string;
  readonly length?: number;
  readonly outside?: string;
}

/** What a person decides about, whole: every effect with its calls, where they go and where their arguments come from. */
export function askText(
  { goal, dir, label }: Pick<Report, "goal" | "dir" | "label">,
  ask: Ask,
): string {
  const effects = (ask.detail["effects"] ?? []) as unknown as readonly Effect[];
  const lines = [
    `Run ${label}: ${plain(goal)}`,
    `in ${plain(dir)}`,
    plain(ask.question),
    ...effects.flatMap(effectLines),
    ...(ask.kind === "doubt" ? doubtLines(ask.detail) : []),
  ];
  return lines.join("\n");
}

function effectLines({ tool, effect, undoable, reason, calls = [] }: Effect): string[] {
  return [
    `${plain(tool)} (${effect}, ${undoable ? "can be undone" : "cannot be undone"})`,
    ...(reason === undefined ? [] : [`  asks: ${plain(reason)}`]),
    ...calls.flatMap((call) => [
      `  ${plain(call.intent || call.step)}${call.each === null ? "" : `, for each of ${plain(call.each)}`}`,
      `    → ${call.destinations.map(plain).join(", ")}`,
      ...call.arguments.map(argumentLine),
    ]),
  ];
}

function argumentLine({ argument, value, detail, length, outside }: Argument): string {
  const text = plain(typeof value === "string" ? literal(value) : JSON.stringify(value));
  const cut = length === undefined ? "" : ` … (${length} characters)`;
  const from = outside === undefined ? detail : `${detail}; not to be trusted: ${outside}`;
  return `    ${plain(argument)}: ${text}${cut}${from && ` [${plain(from)}]`}`;
}

/** A text that would read as a reference stands in a plan with a second dollar. */
function literal(value: string): string {
  return value.startsWith("$$") ? value.slice(1) : value;
}

function doubtLines({ tool, args, reason }: JsonObject): string[] {
  const rows = isObject(args) ? Object.entries(args) : [];
  return [
    plain(String(tool ?? "")),
    ...rows.map(([argument, value]) => argumentLine({ argument, value, detail: "" })),
    ...(reason ? [plain(String(reason))] : []),
  ];
}

/** Line breaks, control characters and what is not seen are written out: no text can look like another line. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu, (one) => {
    if (one === "\n") return "\\n";
    if (one === "\t") return "\\t";
    return `\\u{${one.codePointAt(0)!.toString(16)}}`;
  });
}
