import { z } from "zod";

import type { PlanState, RunState } from "../../../kernel/fold/run-state.ts";
import { isObject, type JsonValue } from "../../../kernel/json.ts";
import type { Ledger } from "../../../kernel/ledger/port.ts";
import { resultIn } from "../../../kernel/recorded-result.ts";
import { hasWord, wordsOf } from "./words.ts";

/** A line that a model may answer from. */
export interface Passage {
  readonly path: string;
  readonly line: number;
  /** The line, or of a long one a stretch around the first word of the question. */
  readonly text: string;
}

const MOST = 16;
const LONGEST = 700;
/** Lines this near to a passage belong to it. */
const NEAR = 2;

const lineSchema = z.looseObject({
  path: z.string().min(1),
  line: z.int().min(1),
  text: z.string().regex(/\S/),
});

/** The best lines first, then other finds beside them, then the next best. Empty when the search was erased. */
export function passagesOf(state: RunState, ledger: Ledger, question: string): Passage[] {
  const { plan } = state;
  if (!plan) return [];
  const best = linesIn(viewOf(plan, "best", ledger), "items");
  const found = linesIn(viewOf(plan, "search", ledger), "matches");
  const beside = found.filter((one) =>
    best.some(({ path, line }) => one.path === path && Math.abs(one.line - line) <= NEAR),
  );
  const unique = new Map<string, z.infer<typeof lineSchema>>();
  for (const one of [...best, ...beside, ...found]) {
    const place = `${one.path}:${one.line}`;
    if (!unique.has(place)) unique.set(place, one);
  }
  const words = new Set(wordsOf(question));
  return [...unique.values()]
    .slice(0, MOST)
    .map(({ path, line, text }) => ({ path, line, text: stretchOf(text, words) }));
}

function viewOf(plan: PlanState, step: string, ledger: Ledger): JsonValue {
  const result = plan.steps[step]?.result;
  const data = result ? ledger.get(result)?.data : null;
  return data ? resultIn(data, (blob) => ledger.getBlob(blob)) : null;
}

function linesIn(view: JsonValue, field: string): z.infer<typeof lineSchema>[] {
  const list = isObject(view) ? view[field] : null;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: JsonValue) => lineSchema.safeParse(item).data ?? []);
}

function stretchOf(text: string, words: ReadonlySet<string>): string {
  if (text.length <= LONGEST) return text;
  const first = [...text.matchAll(/[\p{L}\p{N}]+/gu)].find(([word]) =>
    wordsOf(word).some((one) => one.length > 3 && hasWord(words, one)),
  );
  const wanted = Math.max(0, (first?.index ?? 0) - LONGEST / 4);
  const start = /[\uDC00-\uDFFF]/.test(text[wanted] ?? "") ? wanted + 1 : wanted;
  const stretch = text.slice(start, start + LONGEST);
  return /[\uD800-\uDBFF]$/.test(stretch) ? stretch.slice(0, -1) : stretch;
}
