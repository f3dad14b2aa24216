import type { LanguageModelMiddleware } from "ai";

import { isObject, type JsonValue } from "../../kernel/json.ts";

/**
 * OpenAI's strict mode refuses a schema with an optional property or an open object (platform.openai.com/docs, structured
 * outputs). Such a schema is sent without it: what is answered is checked by whoever asked. Servers that build a grammar
 * out of the schema do so either way.
 */
export const strictWhereAccepted: LanguageModelMiddleware = {
  specificationVersion: "v4",
  async transformParams({ params }) {
    const format = params.responseFormat;
    const isBound = format?.type === "json" && format.schema !== undefined;
    if (!isBound || isStrict(format.schema as JsonValue)) return params;
    const loose = { strictJsonSchema: false };
    const { openai, openaiCompatible, ...others } = params.providerOptions ?? {};
    const providerOptions = {
      ...others,
      openai: { ...loose, ...openai },
      openaiCompatible: { ...loose, ...openaiCompatible },
    };
    return { ...params, providerOptions };
  },
};

/** Whether every object in a schema is closed and requires all that it names. */
export function isStrict(schema: JsonValue): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isObject(schema)) return true;
  const { properties, required, additionalProperties } = schema;
  const isAnObject = schema["type"] === "object" || isObject(properties);
  if (isAnObject && additionalProperties !== false) return false;
  const needed = new Set(Array.isArray(required) ? required : []);
  const names = isObject(properties) ? Object.keys(properties) : [];
  if (!names.every((name) => needed.has(name))) return false;
  // Values that only look like schemas (`enum`, `const`) are never constraints.
  const inner = Object.entries(schema).filter(
    ([key]) => !["enum", "const", "default"].includes(key),
  );
  return inner.every(([key, value]) =>
    isObject(value) && isMap(key) ? Object.values(value).every(isStrict) : isStrict(value),
  );
}

/** Keywords whose members are names and not keywords. */
function isMap(key: string): boolean {
  return ["properties", "patternProperties", "$defs", "definitions"].includes(key);
}
