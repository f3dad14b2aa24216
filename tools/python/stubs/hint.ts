import { pythonScalar } from "./literal.ts";

const MOST_CHOICES = 24;
const MOST_LEVELS = 4;

const SIMPLE: Readonly<Record<string, string>> = {
  string: "str",
  integer: "int",
  number: "float",
  boolean: "bool",
  null: "None",
};

/** The type hint of what a JSON Schema describes, as far as Python's hints go; `Any` for the rest. */
export function typeHint(schema: unknown, levels = MOST_LEVELS): string {
  if (!isObject(schema) || levels === 0) return "Any";
  const choices = "const" in schema ? [schema["const"]] : schema["enum"];
  if (Array.isArray(choices)) return literalHint(choices);
  const either = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(either)) return union(either.map((one) => typeHint(one, levels - 1)));
  const { type } = schema;
  if (Array.isArray(type))
    return union(type.map((one) => typeHint({ ...schema, type: one }, levels)));
  if (type === "array") return `list[${typeHint(schema["items"], levels - 1)}]`;
  if (type === "object")
    return `dict[str, ${typeHint(schema["additionalProperties"], levels - 1)}]`;
  return typeof type === "string" ? (SIMPLE[type] ?? "Any") : "Any";
}

function literalHint(choices: readonly unknown[]): string {
  const literals = choices.map((choice) =>
    typeof choice === "number" ? null : pythonScalar(choice),
  );
  const isShort = choices.length > 0 && choices.length <= MOST_CHOICES;
  return isShort && !literals.includes(null) ? `Literal[${literals.join(", ")}]` : "Any";
}

function union(hints: readonly string[]): string {
  const different = [...new Set(hints)];
  if (different.length === 0 || different.includes("Any")) return "Any";
  return different.join(" | ");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
