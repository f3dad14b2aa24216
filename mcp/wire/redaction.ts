import { isObject, type JsonValue } from "../../kernel/json.ts";

/** A text without secrets: `[secret NAME]` stands for each. */
export type Redact = (text: string) => string;

export interface Redacted {
  /** JSON. */
  readonly text: string;
  readonly names: readonly string[];
}

const MARK = /\[secret ([^\]]{1,200})\]/g;

/** JSON text without secrets. It stays JSON, also where a secret stands as a number or holds a quote. */
export function redactJson(text: string, redact: Redact): Redacted {
  const clean = redact(text);
  if (clean === text) return { text, names: [] };
  const names = [...new Set([...clean.matchAll(MARK)].map(([, name]) => name ?? ""))];
  const parsed = parse(text);
  if (parsed !== undefined) {
    const within = JSON.stringify(redactValue(parsed, redact));
    if (redact(within) === within) return { text: within, names };
  }
  // A secret that reaches over several members: only the words around it are left.
  const flat = JSON.stringify(clean);
  return { text: redact(flat) === flat ? flat : "null", names };
}

function redactValue(value: JsonValue, redact: Redact): JsonValue {
  if (typeof value === "string") return redact(value);
  if (typeof value === "number") {
    const text = String(value);
    const clean = redact(text);
    return clean === text ? value : clean;
  }
  if (Array.isArray(value)) return value.map((one) => redactValue(one, redact));
  if (!isObject(value)) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, one]) => [redact(key), redactValue(one, redact)]));
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
