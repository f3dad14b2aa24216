import type { JsonValue } from "../../../kernel/json.ts";
import type { Argument } from "../../../plugins/runs/provenance.ts";
import { dim, fit, oneLine, widthOf, wrap } from "./text.ts";

/** What is left of a value that has to be cut. */
const NARROWEST = 24;

/** `path = "plan.md"  from the goal, characters 5–12`: one argument and where its value comes from. */
export function renderArgument(
  { argument, value, detail }: Pick<Argument, "argument" | "value" | "detail">,
  columns: number,
  indent: string,
): string {
  const head = `${indent}${oneLine(argument)} = `;
  const tail = `from ${oneLine(detail)}`;
  const room = columns - widthOf(head) - widthOf(tail) - 2;
  const line = `${head}${renderValue(value, Math.max(NARROWEST, room))}  ${dim(tail)}`;
  return wrap(line, columns, `${" ".repeat(indent.length)}  `);
}

/** JSON on one line; of a long value its beginning, and how long it is. */
function renderValue(value: JsonValue, width: number): string {
  const text = oneLine(JSON.stringify(value));
  if (widthOf(text) <= width) return text;
  const length = ` (${typeof value === "string" ? value.length : text.length} characters)`;
  return `${fit(text, width - length.length)}${length}`;
}
