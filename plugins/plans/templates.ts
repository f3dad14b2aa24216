import type { Expectation } from "../../kernel/expectation.ts";
import { type JsonObject, type JsonValue, sha256 } from "../../kernel/json.ts";

const ARGUMENT = /^\$args\.([A-Za-z_]\w*)$/;
const DIGEST = /^\$sha256\(args\.([A-Za-z_]\w*)(?:, args\.([A-Za-z_]\w*))?\)$/;

/**
 * A tool's own expectation for one call, made from the arguments when the intent is written and never from the
 * result. Null when it refers to an argument that this call does not have.
 */
export function expectationFor(template: Expectation, args: JsonObject): Expectation | null {
  let absent = false;
  const fill = (value: JsonValue): JsonValue => {
    if (typeof value === "string") {
      const filled = fromArguments(value, args);
      absent ||= filled === undefined;
      return filled ?? null;
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member)]));
  };
  const filled = fill(template as unknown as JsonValue) as unknown as Expectation;
  return absent ? null : filled;
}

/**
 * A `$args.…` or `$sha256(args.…)` text with its value; any other text as it is. The second argument of a digest says how
 * the first one is written: `base64`, or as it is.
 */
export function fromArguments(text: string, args: JsonObject): JsonValue | undefined {
  const plain = ARGUMENT.exec(text);
  if (plain) return args[plain[1]!];
  const digest = DIGEST.exec(text);
  if (!digest) return text;
  const value = args[digest[1]!];
  if (typeof value !== "string") return undefined;
  const isBase64 = digest[2] !== undefined && args[digest[2]] === "base64";
  return sha256(isBase64 ? Buffer.from(value, "base64") : value);
}
