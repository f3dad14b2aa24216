import { parse, type ParseError, printParseErrorCode } from "jsonc-parser";

import { usage } from "../../../kernel/error.ts";
import { isObject, type JsonObject } from "../../../kernel/json.ts";
import { brokenFile, positionAt } from "./fault.ts";

export function parseJson(text: string, file: string, format: "json" | "jsonc"): JsonObject {
  const errors: ParseError[] = [];
  const isStrict = format === "json";
  const value: unknown = parse(text, errors, {
    allowTrailingComma: !isStrict,
    disallowComments: isStrict,
  });
  const [first] = errors;
  if (first) {
    const { line, column } = positionAt(text, first.offset);
    throw brokenFile(file, line, column, wordsOf(printParseErrorCode(first.error)));
  }
  if (isObject(value)) return value;
  throw usage(`${file} does not hold an object; nothing was written`);
}

/** `CommaExpected` as words. */
function wordsOf(code: string): string {
  return `it is not JSON: ${code.replaceAll(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()}`;
}
