import type { JsonValue } from "../../kernel/json.ts";
import type { Definition } from "./definitions.ts";

export interface Text {
  /** `description`, `inputSchema.properties.path.description`; of a name of a property its own path. */
  readonly field: string;
  readonly text: string;
  /** `name`: what something is called, and no sentence. */
  readonly is: "text" | "name";
}

const deepest = 60;
/** Of a text only so much is looked at by rules; nobody describes a tool in more. */
export const longestText = 60_000;
/** A picture in its own address is no text. */
const picture = /^data:image\//;

const known = new WeakMap<Definition, readonly Text[]>();
const tooDeep = new WeakSet<Definition>();

/** Every text of a definition, with where it stands. */
export function textsOf(definition: Definition): readonly Text[] {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const texts: Text[] = [];
  if (typeof definition.body === "string") {
    texts.push({ field: "instructions", text: definition.body, is: "text" });
  } else {
    const isWhole = collect(definition.body, "", 0, texts);
    if (!isWhole) tooDeep.add(definition);
  }
  known.set(definition, texts);
  return texts;
}

/** What of a definition is longer or nested deeper than is looked at, as the end of a sentence; null: nothing is. */
export function beyondJudging(definition: Definition): string | null {
  const texts = textsOf(definition);
  if (tooDeep.has(definition)) return `It is nested deeper than ${deepest} levels`;
  const isLong = texts.some(({ text }) => text.length > longestText);
  return isLong ? `It has a text of more than ${longestText} characters` : null;
}

/** Every key is a text as well: a message may stand where a name is expected. False: there is more below. */
function collect(value: JsonValue, field: string, depth: number, texts: Text[]): boolean {
  if (typeof value === "string") {
    const is = field === "name" ? "name" : "text";
    if (!(field.startsWith("icons") && picture.test(value))) texts.push({ field, text: value, is });
    return true;
  }
  if (typeof value !== "object" || value === null) return true;
  if (depth > deepest) return false;
  let isWhole = true;
  for (const [key, member] of Object.entries(value)) {
    const inner = Array.isArray(value) ? `${field}[${key}]` : joined(field, key);
    if (!Array.isArray(value)) texts.push(textOfKey(inner, key));
    isWhole = collect(member, inner, depth + 1, texts) && isWhole;
  }
  return isWhole;
}

function joined(field: string, key: string): string {
  return field === "" ? key : `${field}.${key}`;
}

function textOfKey(field: string, key: string): Text {
  return { field, text: key, is: /\s/.test(key) ? "text" : "name" };
}
