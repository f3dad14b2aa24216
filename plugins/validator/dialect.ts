import { createRequire } from "node:module";
import type { Ajv, ErrorObject, FuncKeywordDefinition, Options } from "ajv";

import type { JsonObject, JsonSchema, JsonValue } from "../../kernel/json.ts";
import { type Cost, WORK } from "./instrument.ts";
import { compilePattern, type Pattern, PatternError } from "./pattern/index.ts";
import { sameJson } from "./same-json.ts";
import { TooMuchWork, type Work } from "./work.ts";

export type Dialect = "2020-12" | "2019-09" | "draft-07";

/** Loaded on first use and without waiting: an idle kernel holds no library, and the port answers at once. */
const load = createRequire(import.meta.url);
const MODULES: Readonly<Record<Dialect, string>> = {
  "2020-12": "ajv/dist/2020.js",
  "2019-09": "ajv/dist/2019.js",
  "draft-07": "ajv",
};
const LONGEST_FORMATTED = 8192;

/** The dialect that a schema names, 2020-12 where it names none; null for one that is not known here. */
export function dialectOf(schema: JsonSchema): Dialect | null {
  if (typeof schema === "boolean" || schema["$schema"] === undefined) return "2020-12";
  const named = String(schema["$schema"])
    .replace(/^https?:/, "")
    .replace(/#$/, "");
  if (named === "//json-schema.org/draft/2020-12/schema") return "2020-12";
  if (named === "//json-schema.org/draft/2019-09/schema") return "2019-09";
  if (/^\/\/json-schema\.org\/draft-0[67]\/schema$/.test(named)) return "draft-07";
  return named === "//json-schema.org/schema" ? "2020-12" : null;
}

/** The library for one dialect, with what could take unbounded time replaced by what counts its work. */
export function createAjv(dialect: Dialect, work: Work): Ajv {
  type Constructor = new (options: Options) => Ajv;
  const { default: Library } = load(MODULES[dialect]) as { default: Constructor };
  const addFormats = load("ajv-formats") as (ajv: Ajv) => void;
  const engine = Object.assign((source: string) => named(source, work), {
    code: "pattern",
  });
  const ajv = new Library({
    strict: false,
    verbose: true,
    messages: false,
    logger: false,
    validateSchema: false,
    ownProperties: true,
    // A definition that is inlined wherever it is used can make code a thousand times the schema.
    inlineRefs: false,
    // The optimiser takes the square of the schema's size.
    code: { regExp: engine, optimize: false },
  });
  addFormats(ajv);
  ajv.addFormat("regex", { type: "string", validate: (source: string) => isPattern(source, work) });
  boundFormats(ajv, work);
  // The library's equality calls what a value may have under the name toString.
  replace(ajv, "const", {
    validate: (wanted: JsonValue, data: JsonValue) => sameJson(wanted, data),
  });
  replace(ajv, "enum", {
    schemaType: "array",
    validate: (allowed: readonly JsonValue[], data: JsonValue) =>
      allowed.some((one) => sameJson(one, data)),
  });
  replace(ajv, "uniqueItems", {
    type: "array",
    schemaType: "boolean",
    errors: true,
    validate: uniqueItems(work),
  });
  ajv.addKeyword({
    keyword: WORK,
    errors: false,
    validate: (cost: Cost, data: JsonValue) => {
      work.spend(costFor(cost, data));
      return true;
    },
  });
  // The work is counted before anything is done: `$ref` and `anyOf` are in the same group of rules.
  const { rules } = ajv.RULES.rules.find(({ type }) => type === undefined)!;
  rules.unshift(rules.pop()!);
  return ajv;
}

function replace(
  ajv: Ajv,
  keyword: string,
  definition: Omit<FuncKeywordDefinition, "keyword">,
): void {
  ajv.removeKeyword(keyword);
  ajv.addKeyword({ errors: false, ...definition, keyword });
}

/** The library tells patterns apart by their text. */
function named(source: string, work: Work) {
  const pattern = patternOf(source, work);
  return { test: (text: string) => pattern.test(text), toString: () => `pattern ${source}` };
}

function patternOf(source: string, work: Work): Pattern {
  try {
    return compilePattern(source, work);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new PatternError(`the pattern ${source.slice(0, 120)} ${error.message}`);
  }
}

function isPattern(source: string, work: Work): boolean {
  try {
    compilePattern(source, work);
    return true;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}

/** Formats are expressions that may go over a text twice; a text too long for any of them is not judged. */
function boundFormats(ajv: Ajv, work: Work): void {
  for (const [name, format] of Object.entries(ajv.formats)) {
    const isText = !(typeof format === "object" && "type" in format && format.type === "number");
    const judge = judgeOf(format);
    if (!isText || !judge || name === "regex") continue;
    ajv.addFormat(name, {
      type: "string",
      validate(text: string) {
        if (text.length > LONGEST_FORMATTED) return true;
        work.spend(1 + (text.length * text.length) / 100);
        return judge(text);
      },
    });
  }
}

function judgeOf(format: unknown): ((text: string) => boolean) | null {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === "function") return (text) => Boolean(format(text));
  if (typeof format !== "object" || format === null) return null;
  return "validate" in format ? judgeOf(format.validate) : null;
}

function costFor(cost: Cost, data: JsonValue): number {
  if (typeof data === "string") return cost.own + (data.length >> 4);
  if (Array.isArray(data)) return cost.own + cost.items * data.length;
  if (cost.properties === 0 || typeof data !== "object" || data === null) return cost.own;
  return cost.own + cost.properties * Object.keys(data).length;
}

/** The library compares each item with each; by their canonical text it takes one look at each. */
function uniqueItems(work: Work) {
  const judge = (wanted: boolean, data: readonly JsonValue[]): boolean => {
    if (!wanted) return true;
    const seen = new Map<string, number>();
    for (const [i, item] of data.entries()) {
      const text = sortedText(item, work);
      const j = seen.get(text);
      if (j !== undefined) {
        judge.errors = [{ keyword: "uniqueItems", params: { i, j } }];
        return false;
      }
      seen.set(text, i);
    }
    return true;
  };
  judge.errors = [] as Partial<ErrorObject>[];
  return judge;
}

function sortedText(value: JsonValue, work: Work): string {
  if (typeof value !== "object" || value === null) {
    const text = JSON.stringify(value);
    work.spend(1 + (text.length >> 4));
    return text;
  }
  if (Array.isArray(value)) return `[${value.map((item) => sortedText(item, work)).join(",")}]`;
  const object = value as JsonObject;
  const members = Object.keys(object).toSorted();
  const parts = members.map((key) => `${sortedText(key, work)}:${sortedText(object[key]!, work)}`);
  return `{${parts.join(",")}}`;
}

/** What stopped a judgement, in words; anything else is a bug and is thrown on. */
export function refusalOf(error: unknown): string {
  if (error instanceof TooMuchWork) return error.message;
  if (error instanceof RangeError) return "it goes round in circles or is nested too deep";
  throw error;
}
