import type { z } from "zod";

import { usage } from "../../../kernel/error.ts";
import { isObject } from "../../../kernel/json.ts";
import { firstIssue } from "../../../kernel/verb.ts";
import { eventLine, type EventLine, LINE, type Line, type LineKind, lines } from "../format.ts";
import type { TextLine } from "./read-lines.ts";

export type ParsedLine =
  | { readonly kind: "event"; readonly value: EventLine }
  | { [K in LineKind]: { readonly kind: K; readonly value: Line<K> } }[LineKind];

const KINDS = new Map(
  Object.entries(LINE).map(([kind, type]) => [type as string, kind as LineKind]),
);

/** One line of an export. Throws with its number and the field. */
export function parseLine({ number, text }: TextLine): ParsedLine {
  const value = jsonOf(text, number);
  const type = isObject(value) ? value["type"] : undefined;
  if (typeof type !== "string") throw fault(number, "type: is missing");
  const kind = KINDS.get(type);
  if (kind === undefined) return { kind: "event", value: checked(eventLine, value, number) };
  return { kind, value: checked<z.ZodType>(lines[kind], value, number) } as ParsedLine;
}

/** A line that was parsed before; that it is the same, the digest of all of them will say. */
export function lineAgain({ text, number }: TextLine): ParsedLine {
  const value = jsonOf(text, number) as { readonly type: string };
  return { kind: KINDS.get(value.type) ?? "event", value } as ParsedLine;
}

export function fault(number: number, what: string): Error {
  return usage(
    `line ${number}: ${what}`,
    "nothing was imported; get the file anew from whoever exported it",
  );
}

function jsonOf(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault(number, "it is not JSON");
  }
}

function checked<S extends z.ZodType>(schema: S, value: unknown, number: number): z.output<S> {
  const { data, error } = schema.safeParse(value);
  if (error) throw fault(number, firstIssue(error));
  return data;
}
