import { isObject, type JsonValue } from "../../kernel/json.ts";
import type { RunAnswer } from "../contracts/plans.ts";
import type { StepResult } from "./results.ts";

interface Evidence {
  readonly text: string;
  readonly event: string;
}

/** Claims `{path, line, raw|text}` with the event that holds each line's recorded bytes, and those that have none. */
export function resolveCitations(
  claims: JsonValue,
  recorded: readonly StepResult[],
): Pick<RunAnswer, "citations" | "missing"> {
  const evidence = new Map<string, Evidence>();
  for (const { view, event } of recorded) collectLines(view, event, evidence);
  const citations: RunAnswer["citations"][number][] = [];
  const missing: string[] = [];
  for (const item of Array.isArray(claims) ? claims : []) {
    const { path, line, quote } = claimOf(item);
    const found = evidence.get(`${path}:${line}`);
    if (found && quote.trim() !== "" && found.text.includes(quote)) {
      citations.push({ path, line, text: quote, event: found.event });
    } else missing.push(`the citation ${path}:${line} is not in what was read`);
  }
  return { citations, missing };
}

function claimOf(item: JsonValue): { path: string; line: number; quote: string } {
  const claim = isObject(item) ? item : {};
  return {
    path: String(claim["path"] ?? ""),
    line: Number(claim["line"] ?? 0),
    quote: String(claim["raw"] ?? claim["text"] ?? ""),
  };
}

/** Every `{path, startLine, text}` (a stretch of a file) and `{path, line, text}` (one line) in a recorded answer. */
function collectLines(view: JsonValue, event: string, into: Map<string, Evidence>): void {
  if (Array.isArray(view)) for (const item of view) collectLines(item, event, into);
  if (!isObject(view)) return;
  const { path, text, startLine, line } = view;
  if (typeof path === "string" && typeof text === "string") {
    if (typeof startLine === "number") {
      for (const [offset, content] of text.split(/\r?\n/).entries())
        into.set(`${path}:${startLine + offset}`, { text: content, event });
    } else if (typeof line === "number") into.set(`${path}:${line}`, { text, event });
  }
  for (const member of Object.values(view))
    if (typeof member === "object") collectLines(member, event, into);
}
