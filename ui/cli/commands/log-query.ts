import { usage } from "../../../kernel/error.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { Outcome } from "../outcome.ts";
import { dim } from "../render/text.ts";
import { table } from "../render/table.ts";
import type { Session } from "../session.ts";

interface Answer {
  readonly rows: readonly JsonObject[];
  readonly columns: readonly string[];
  readonly isCut: boolean;
}

export interface QueryOptions {
  readonly limit?: string;
  readonly timeout?: string;
}

/** One SQL query: a table for people, objects for programs. */
export async function answerQuery(
  session: Session,
  sql: string,
  options: QueryOptions,
): Promise<Outcome> {
  const answer = await session.call<Answer>("log.query", {
    sql,
    ...(options.limit === undefined ? {} : { limit: numberOf("--limit", options.limit) }),
    ...(options.timeout === undefined ? {} : { seconds: numberOf("--timeout", options.timeout) }),
  });
  const { rows, columns, isCut } = answer;
  if (isCut) session.note(`only the first ${rows.length} rows: --limit N shows more`);
  if (session.options.jsonl) for (const row of rows) session.terminal.print(JSON.stringify(row));
  return { data: answer as object as JsonValue, text: tableOf(rows, columns, session) };
}

function tableOf(
  rows: readonly JsonObject[],
  columns: readonly string[],
  { terminal }: Session,
): string {
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  return table(cells, terminal.columns, dim("no rows"), columns);
}

function cellText(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function numberOf(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw usage(`${option} must be a number from 1 on, not "${text}"`);
}
