import type { JsonObject, JsonValue } from "../../kernel/json.ts";

/** Why a value does not fit, whoever found it: the keyword that failed, and where. */
export interface Fault {
  readonly keyword: string;
  readonly place: Place;
  /** What was there. */
  readonly data: JsonValue;
  /** What the keyword wanted, under ajv's names. */
  readonly params: JsonObject;
  /** Names of the properties that the schema knows at this place. */
  readonly known: readonly string[];
}

export type Place = readonly (string | number)[];

/** `path.to[0]`; empty for the value itself. */
export function nameOf(place: Place): string {
  return place.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(part)) return `${text}[${preview(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

const ROOM = 60;

/** A value in at most about 60 characters, whatever its size. */
export function preview(value: JsonValue, room = ROOM): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value.slice(0, room));
    return value.length > room ? `${text.slice(0, -1)}…"` : text;
  }
  if (typeof value !== "object" || value === null) return String(value);
  const parts: string[] = [];
  const list = Array.isArray(value);
  let left = room - 2;
  for (const key in value) {
    const member = (value as JsonObject)[key]!;
    const part = (list ? "" : `${preview(key, left)}: `) + preview(member, Math.max(0, left >> 1));
    left -= part.length + 2;
    if (left < 0) {
      parts.push("…");
      break;
    }
    parts.push(part);
  }
  return list ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
}

/** Two texts that differ only after the part that is shown are shown from where they differ. */
export function previewPair(wanted: JsonValue, found: JsonValue): [string, string] {
  if (typeof wanted !== "string" || typeof found !== "string")
    return [preview(wanted), preview(found)];
  let at = 0;
  while (at < wanted.length && wanted[at] === found[at]) at++;
  if (at < ROOM - 10) return [preview(wanted), preview(found)];
  const from = (text: string) => preview(`…${text.slice(at - 10)}`);
  return [from(wanted), from(found)];
}
