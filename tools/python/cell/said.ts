/** What the prelude says. It may be forged by the program that it runs, which then deceives nobody but itself. */
export type Said =
  | { readonly is: "sleep"; readonly ms: number }
  | { readonly is: "begun" }
  | { readonly is: "ended" }
  | {
      readonly is: "outcome";
      readonly value: SaidValue | null;
      readonly error: SaidError | null;
    };

interface SaidValue {
  readonly repr: string;
  /** The value as JSON. */
  readonly json?: unknown;
}

interface SaidError {
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
}

const MOST_SLEEP_MS = 1e15;
const MOST_TEXT = 200_000;

/** Null: it is nothing that the prelude says. Written by hand, as a schema library is too much for each cell. */
export function parseSaid(text: string): Said | null {
  const said = parsed(text);
  if (!isObject(said)) return null;
  if (said.is === "begun" || said.is === "ended") return { is: said.is };
  if (said.is === "sleep") {
    const { ms } = said;
    if (typeof ms !== "number" || !(ms >= 0 && ms <= MOST_SLEEP_MS)) return null;
    return { is: "sleep", ms };
  }
  if (said.is !== "outcome") return null;
  const value = said.value === null ? null : valueOf(said.value);
  const error = said.error === null ? null : errorOf(said.error);
  return value === undefined || error === undefined ? null : { is: "outcome", value, error };
}

function valueOf(value: unknown): SaidValue | undefined {
  if (!isObject(value) || !isText(value.repr)) return undefined;
  const { repr } = value;
  if (value.json === undefined) return { repr };
  if (typeof value.json !== "string") return undefined;
  const json = parsed(value.json);
  return json === undefined ? { repr } : { repr, json };
}

function errorOf(error: unknown): SaidError | undefined {
  if (!isObject(error)) return undefined;
  const { type, message, traceback } = error;
  if (!isText(type) || !isText(message) || !isText(traceback)) return undefined;
  return { type, message, traceback };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MOST_TEXT;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
