import type { Model } from "../../plugins/contracts/models.ts";

/** The same for everyone: no tokenizer is like another, and a ratio does not need one. */
const CHARACTERS_PER_TOKEN = 4;

/** A model call as far as it is sent. */
export type Sent = Pick<
  Parameters<Model["api"]["doGenerate"]>[0],
  "prompt" | "tools" | "responseFormat"
>;

interface Piece {
  readonly text: string;
  /** The model said it itself. */
  readonly isOwn: boolean;
}

export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** All that is sent in these calls, every time it is sent. */
export function sentTokens(calls: readonly Sent[]): number {
  return sum(calls.flatMap(piecesOf));
}

/**
 * What a perfect prefix cache leaves to be read: of each call only what the one before had not, and nothing that the
 * model said itself.
 */
export function freshTokens(calls: readonly Sent[]): number {
  return calls.reduce((total, call, index) => {
    const before = index === 0 ? [] : piecesOf(calls[index - 1]!);
    const pieces = piecesOf(call);
    const first = pieces.findIndex(({ text }, place) => before[place]?.text !== text);
    const fresh = first < 0 ? [] : pieces.slice(first).filter(({ isOwn }) => !isOwn);
    return total + sum(fresh);
  }, 0);
}

/** What stands before the goal in the text of a call: system text and tools. */
export function tokensBefore(goal: string, call: Sent): number {
  const texts = piecesOf({ prompt: call.prompt }).map(({ text }) => text);
  const tools = sum(piecesOf({ prompt: [], ...(call.tools && { tools: call.tools }) }));
  const place = texts.findIndex((text) => text.includes(goal));
  if (place < 0) throw new Error("the goal stands in no message");
  const text =
    texts.slice(0, place).join("\n") + texts[place]!.slice(0, texts[place]!.indexOf(goal));
  return tools + tokensOf(text);
}

/** What constrains an answer: some servers make a grammar of it, others read it like the rest. */
export function schemaTokens({ responseFormat }: Sent): number {
  return sum(schemaPieces(responseFormat));
}

function piecesOf({ tools = [], responseFormat, prompt }: Sent): Piece[] {
  return [
    ...tools.map((tool) => piece(tool)),
    ...schemaPieces(responseFormat),
    ...prompt.flatMap(({ role, content }): Piece[] => {
      const isOwn = role === "assistant";
      if (typeof content === "string") return [{ text: content, isOwn }];
      return content.map((part) => ({ text: textOf(part), isOwn }));
    }),
  ];
}

function schemaPieces(format: Sent["responseFormat"]): Piece[] {
  return format?.type === "json" && format.schema !== undefined ? [piece(format.schema)] : [];
}

/** What a provider would send of a part, without the names that only the SDK has for it. */
function textOf(part: { readonly type: string }): string {
  if ("text" in part) return String(part.text);
  if ("output" in part) return JSON.stringify((part.output as { value: unknown }).value);
  if ("input" in part && "toolName" in part)
    return JSON.stringify({ name: part.toolName, arguments: part.input });
  return JSON.stringify(part);
}

function piece(value: object): Piece {
  const { type: _, ...tool } = value as { readonly type?: unknown };
  const isTool = "name" in tool;
  return { text: JSON.stringify(isTool ? tool : value), isOwn: false };
}

function sum(pieces: readonly Piece[]): number {
  return pieces.reduce((total, { text }) => total + tokensOf(text), 0);
}
