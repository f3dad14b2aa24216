import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";

import { isObject, type JsonObject } from "../../kernel/json.ts";

/** What the model is asked, as far as a script looks at it. */
export interface ScriptedCall {
  /** 0 is the first call. */
  readonly index: number;
  /** All text of the prompt, one message after the other. */
  readonly text: string;
  /** The schema that the answer is bound to; null: none. */
  readonly schema: JsonObject | null;
  readonly options: LanguageModelV4CallOptions;
}

export interface ScriptedAnswer {
  readonly text: string;
  readonly toolCalls?: readonly { readonly name: string; readonly args: JsonObject }[];
  /** Milliseconds before it answers; an abort ends them. */
  readonly delay?: number;
  /** Ends as if the limit of tokens had been reached. */
  readonly isCutOff?: boolean;
  /** Answers as a server does that reads no schema. Otherwise an answer that breaks the schema is an error. */
  readonly ignoresSchema?: boolean;
}

/** An error is thrown as the call's failure. */
export type Answer = string | ScriptedAnswer | Error;

/** Answers in turn, or what makes an answer out of a call. A list that is used up fails the call. */
export type Script = readonly Answer[] | ((call: ScriptedCall) => Answer | Promise<Answer>);

export async function answerTo(script: Script, call: ScriptedCall): Promise<ScriptedAnswer> {
  const answer = typeof script === "function" ? await script(call) : script[call.index];
  if (answer instanceof Error) throw answer;
  if (answer === undefined)
    throw new Error(`the script has no answer to call ${call.index + 1}: add one`);
  return typeof answer === "string" ? { text: answer } : answer;
}

export function callOf(options: LanguageModelV4CallOptions, index: number): ScriptedCall {
  const format = options.responseFormat;
  const schema = format?.type === "json" && isObject(format.schema) ? format.schema : null;
  const text = options.prompt
    .flatMap(({ content }) => (typeof content === "string" ? [content] : content.map(textOf)))
    .join("\n");
  return { index, text, schema, options };
}

function textOf(part: { readonly type: string }): string {
  return "text" in part && typeof part.text === "string" ? part.text : "";
}
