import { isObject, type JsonValue } from "../../kernel/json.ts";
import type { Definition } from "./definitions.ts";

export interface Text {
  /** `description`, `inputSchema.properties.path.description`; of a name of a property its own path. */
  readonly field: string;
  readonly text: string;
  /** `name`: what something is called, and no sentence. */
  readonly is: "text" | "name";
}

/** What no model reads: a server's own notes, pictures. */
const unread = new Set(["_meta", "icons"]);
const deepest = 60;

const known = new WeakMap<Definition, readonly Text[]>();

/** Every text of a definition, with where it stands. */
export function textsOf(definition: Definition): readonly Text[] {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const texts: Text[] = [];
  if (typeof definition.body === "string") {
    texts.push({ field: "instructions", text: definition.body, is: "text" });
  } else {
    collect(definition.body, "", 0, texts);
  }
  known.set(definition, texts);
  return texts;
}

function collect(value: JsonValue, field: string, depth: number, texts: Text[]): void {
  if (typeof value === "string") {
    const is = field === "name" ? "name" : "text";
    return void texts.push({ field, text: value, is });
  }
  if (depth > deepest) return;
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries())
      collect(one, `${field}[${index}]`, depth + 1, texts);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (depth === 0 && unread.has(key)) continue;
    const inner = field === "" ? key : `${field}.${key}`;
    if (field.endsWith("properties")) texts.push({ field: inner, text: key, is: "name" });
    collect(member, inner, depth + 1, texts);
  }
}
