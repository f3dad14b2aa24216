import { usage } from "../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";

/** An error for programs: what `KernelError` says, or the outcome of a run as its code. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly detail?: unknown;
}

/** What a command came to: the data of its verb, and the same for people. */
export interface Outcome {
  readonly data: JsonValue;
  readonly text: string;
  /** 0 unless given. */
  readonly exit?: number;
  /** Says in machine output why the exit code is not 0. */
  readonly error?: Problem;
}

/** The one object that `--json` prints: `ok` is whether the exit code is 0. */
export function envelope(
  { data, exit = 0, error }: Outcome,
  fields: readonly string[],
): JsonObject {
  const picked = fields.length === 0 ? data : pick(data, fields);
  return {
    v: 1,
    ok: exit === 0,
    data: picked,
    ...(error ? { error: error as object as JsonObject } : {}),
  };
}

export function errorEnvelope(error: Problem): JsonObject {
  return { v: 1, ok: false, error: error as object as JsonObject };
}

/** Fields at the top, or else of the rows: an answer that begins with a list is that list. */
function pick(data: JsonValue, fields: readonly string[]): JsonValue {
  if (!isObject(data)) return data;
  const [name, rows] = Object.entries(data)[0] ?? [];
  const isTop = fields.every((field) => valueOf(data, field) !== undefined);
  if (isTop || name === undefined || !Array.isArray(rows)) return pickFrom(data, fields);
  return { [name]: rows.map((row: JsonValue) => pickFrom(row, fields)) };
}

function pickFrom(row: JsonValue, fields: readonly string[]): JsonValue {
  if (!isObject(row)) return row;
  return Object.fromEntries(
    fields.map((field) => {
      const value = valueOf(row, field);
      if (value !== undefined) return [field, value];
      const known = Object.keys(row);
      throw usage(
        `there is no field ${field}${didYouMean(field, known)}`,
        `fields: ${known.join(", ")}`,
      );
    }),
  );
}

/** A run's `price` is asked for as `cost`, as everywhere at the terminal. */
function valueOf(row: JsonObject, field: string): JsonValue | undefined {
  return field === "cost" ? (row["cost"] ?? row["price"]) : row[field];
}
