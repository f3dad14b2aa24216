import { json, jsonRow, named, python, tagged, type Reader } from "./readers.ts";

/** One way in which models write calls into their text. */
export interface Family {
  readonly name: string;
  readonly open: RegExp;
  readonly read: Reader;
  /** What belongs to the call after it. */
  readonly close: RegExp;
  /** The calls are all that the text has: else it is a text about calls. */
  readonly isWhole?: boolean;
}

const DEEPSEEK = "(?:<｜tool▁calls▁begin｜>\\s*)?";
const NAME = "([A-Za-z_][\\w.-]*)";

/** In this order: the first family that has a call to an offered tool is the model's. */
export const FAMILIES: readonly Family[] = [
  {
    name: "DeepSeek V3",
    open: new RegExp(
      `${DEEPSEEK}<｜tool▁call▁begin｜>function<｜tool▁sep｜>${NAME}\\s*\`\`\`json`,
      "g",
    ),
    read: named,
    close: /\s*```\s*(?:<｜tool▁call▁end｜>)?\s*(?:<｜tool▁calls▁end｜>)?/y,
  },
  {
    name: "DeepSeek V3.1",
    open: new RegExp(`${DEEPSEEK}<｜tool▁call▁begin｜>${NAME}<｜tool▁sep｜>`, "g"),
    read: named,
    close: /\s*(?:<｜tool▁call▁end｜>)?\s*(?:<｜tool▁calls▁end｜>)?/y,
  },
  {
    name: "LFM2",
    open: /<\|tool_call_start\|>/g,
    read: (place) => python(place) ?? json(place),
    close: /\s*(?:<\|tool_call_end\|>)?/y,
  },
  {
    name: "Qwen3-Coder",
    open: new RegExp(
      `(?:<tool_call>\\s*)?<function=${NAME}>(?=\\s*<(?:parameter=|/function>))`,
      "g",
    ),
    read: tagged(/<parameter=([^>\n]+)>\n?([\s\S]*?)\n?<\/parameter>/g, /<\/function>/),
    close: /\s*(?:<\/tool_call>)?/y,
  },
  {
    name: "functionary, Llama 3.1",
    open: new RegExp(`<function=${NAME}>`, "g"),
    read: named,
    close: /\s*(?:<\/function>)?/y,
  },
  {
    name: "GLM",
    open: new RegExp(`<tool_call>\\s*${NAME}\\s*(?=<arg_key>|</tool_call>)`, "g"),
    read: tagged(
      /<arg_key>([\s\S]*?)<\/arg_key>\s*<arg_value>([\s\S]*?)<\/arg_value>/g,
      /<\/tool_call>/,
    ),
    close: /(?:)/y,
  },
  {
    name: "Hermes, Qwen, Granite 4",
    open: /<tool_call>/g,
    read: json,
    close: /\s*(?:<\/tool_call>)?/y,
  },
  {
    name: "Mistral",
    open: /\[TOOL_CALLS\](?=\s*[[{])/g,
    read: json,
    close: /(?:<\/s>)?/y,
  },
  {
    name: "Mistral, newer",
    open: new RegExp(`\\[TOOL_CALLS\\]\\s*${NAME}(?:\\[CALL_ID\\]\\w*)?(?:\\[ARGS\\])?`, "g"),
    read: named,
    close: /(?:<\/s>)?/y,
  },
  {
    name: "Llama 3 with its tag",
    open: /<\|python_tag\|>/g,
    read: (place) => jsonRow(place) ?? python(place),
    close: /\s*(?:<\|e(?:om|ot)_id\|>)?/y,
  },
  {
    name: "Granite 3, Phi-4-mini",
    open: /<\|tool_call\|>/g,
    read: json,
    close: /\s*(?:<\|\/tool_call\|>)?/y,
  },
  { name: "Phi", open: /\bfunctools(?=\[)/g, read: json, close: /(?:)/y },
  {
    name: "Command-R7B",
    open: /<\|START_ACTION\|>/g,
    read: json,
    close: /\s*(?:<\|END_ACTION\|>)?/y,
  },
  {
    name: "Gemma",
    open: /```(?:tool_code|tool_call|python)\s*\n\s*(?:print\()?/g,
    read: python,
    close: /\s*\)?\s*(?:```)?/y,
  },
  {
    name: "Command-R, fenced JSON",
    open: /(?:\bAction:\s*)?```(?:json|tool_code|tool_call)?\s*\n?/g,
    read: json,
    close: /\s*(?:```)?/y,
  },
  { name: "Llama 3 without its tag", open: /^/g, read: jsonRow, close: /\s*/y, isWhole: true },
  { name: "Llama 4", open: /^\s*(?=\[)/g, read: python, close: /\s*/y, isWhole: true },
];
