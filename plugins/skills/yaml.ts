import { messageOf, usage } from "../../kernel/error.ts";
import type { JsonValue } from "../../kernel/json.ts";

/** The value of a YAML text, as JSON. Throws `usage` with the file, the line and the mend. */
export async function parseYaml(text: string, file: string): Promise<JsonValue> {
  // Loaded when the first skill is read: an idle kernel holds no parser.
  const { parse } = await import("yaml");
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100, logLevel: "error" });
  } catch (error) {
    const [reason = ""] = messageOf(error).split("\n");
    throw usage(`${file} is no YAML: ${reason.replace(/:$/, "")}`, `correct ${file}`);
  }
  if (value === undefined) return null;
  const odd = oddValue(value, "");
  if (odd !== null)
    throw usage(`${file}: ${odd} is no value that JSON has`, `write a text, a number or a list`);
  return value as JsonValue;
}

/** Where a value stands that JSON does not have, such as `.inf`; null when there is none. */
function oddValue(value: unknown, place: string): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : place;
  if (typeof value !== "object") return ["string", "boolean"].includes(typeof value) ? null : place;
  if (value === null) return null;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return place;
  for (const [key, member] of Object.entries(value)) {
    const odd = oddValue(member, place === "" ? key : `${place}.${key}`);
    if (odd !== null) return odd;
  }
  return null;
}
