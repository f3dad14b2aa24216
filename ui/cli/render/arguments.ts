import type { JsonValue } from "../../../kernel/json.ts";
import type { ShownArgument } from "../../../plugins/contracts/approvals.ts";
import { bad, dim, fit, oneLine, widthOf, wrap } from "./text.ts";

/** What is left of a value that has to be cut. */
const NARROWEST = 24;

type Shown = Pick<ShownArgument, "argument" | "value" | "detail" | "length" | "outside">;

/** `path = "plan.md"  from the goal, characters 5–12`: one argument and where its value comes from. */
export function renderArgument(
  { argument, value, detail, length, outside }: Shown,
  columns: number,
  indent: string,
): string {
  const head = `${indent}${oneLine(argument)} = `;
  const origin = detail === "" ? "" : `from ${oneLine(detail)}`;
  const tail = `${origin}${outside === undefined ? "" : `, not trusted: ${oneLine(outside)}`}`;
  const room = columns - widthOf(head) - widthOf(tail) - 2;
  const shown = renderValue(value, length, Math.max(NARROWEST, room));
  const mark = outside === undefined ? dim : bad;
  const line = `${head}${shown}${tail === "" ? "" : `  ${mark(tail)}`}`;
  return wrap(line, columns, `${" ".repeat(indent.length)}  `);
}

/** JSON on one line; of a long value its beginning, and how long it is. */
function renderValue(value: JsonValue, length: number | undefined, width: number): string {
  const text = oneLine(JSON.stringify(value));
  if (length === undefined && widthOf(text) <= width) return text;
  const whole = length ?? (typeof value === "string" ? value.length : text.length);
  const words = ` (${whole} characters)`;
  const cut = fit(text, width - words.length);
  return `${cut.endsWith("…") || length === undefined ? cut : `${cut.replace(/"$/, "")}…`}${words}`;
}
