import { z } from "zod";

import { isObject, type JsonValue } from "../../../kernel/json.ts";
import { objectIn } from "../pack/reply.ts";

/** One sentence of a model with the numbers that it cites. */
export interface Statement {
  readonly text: string;
  readonly cite: readonly number[];
}

const said = z.looseObject({
  text: z.string(),
  cite: z.union([z.array(z.unknown()), z.number(), z.string()]).optional(),
});

const MARK = /\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\]/g;
const ENTRY = /\{[^{}]*\}/g;
/** An end of a sentence with the marks that follow it; what comes next begins with no small letter. */
const BREAK =
  /(?<=(?<![\p{Lu}]|\b(?:Dr|Mr|Mrs|Ms|St|No|Nr|Prof|vs|etc))[.!?…。！？]["”»)]?(?:\s*\[[\d\s,;]+\])*)\s+(?![\p{Ll}[])/u;

/** What a model said as sentences: the asked-for JSON, what is whole of it when it was cut off, or text with marks. Null: neither. */
export function statementsIn(reply: string): Statement[] | null {
  const whole = objectIn(reply)?.["sentences"];
  if (Array.isArray(whole)) return whole.flatMap(fromEntry);
  if (/"(?:sentences|cite)"/.test(reply)) {
    const entries = [...reply.matchAll(ENTRY)].flatMap(([text]) => fromEntry(objectIn(text)));
    return entries.length > 0 ? entries : null;
  }
  const marked = fromText(reply);
  return marked.some(({ cite }) => cite.length > 0) ? marked : null;
}

function fromEntry(entry: JsonValue): Statement[] {
  const parsed = said.safeParse(isObject(entry) ? entry : null);
  if (!parsed.success) return [];
  const { text, cite = [] } = parsed.data;
  const given = (Array.isArray(cite) ? cite : [cite]).flatMap(numbersOf);
  return fromText(text).map((one) => ({
    text: one.text,
    cite: [...new Set([...given, ...one.cite])],
  }));
}

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "string" ? (value.match(/\d{1,3}/g) ?? []).map(Number) : [];
}

/** Lines and sentences, marks taken off; one without words goes. */
function fromText(text: string): Statement[] {
  const lines = text.replaceAll(/^\s*```.*$/gm, "").split(/[\r\n]+/);
  return lines
    .flatMap((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").split(BREAK))
    .map((sentence) => ({
      text: tidied(sentence.replaceAll(MARK, " ")),
      cite: [...new Set([...sentence.matchAll(MARK)].flatMap((mark) => numbersOf(mark[1])))],
    }))
    .filter((one) => /\p{L}/u.test(one.text));
}

function tidied(text: string): string {
  const plain = text.replaceAll(/[\s\p{Cc}]+/gu, " ").replaceAll(/ +([.,;:!?…])/g, "$1");
  return plain.trim().toWellFormed();
}
