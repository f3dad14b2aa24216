import type { Expectation } from "../../kernel/expectation.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

const SAYS_SOMETHING: Expectation = {
  matches: { properties: { text: { type: "string", minLength: 1 } }, required: ["text"] },
};

/** What the answer of a read must be like: the fields that its tool promises. */
export function promiseOf({ outputSchema }: ToolDefinition): Expectation[] {
  if (!isObject(outputSchema) || !isObject(outputSchema["properties"])) return [SAYS_SOMETHING];
  const { required, properties } = outputSchema;
  const typed = (Array.isArray(required) ? required.map(String) : []).flatMap((name) => {
    const type =
      isObject(properties) && isObject(properties[name]) ? properties[name]["type"] : null;
    return typeof type === "string" ? [[name, { type }] as const] : [];
  });
  if (typed.length === 0) return [];
  return [
    {
      matches: { properties: Object.fromEntries(typed), required: typed.map(([name]) => name) },
    },
  ];
}

/**
 * What is expected of a read's own answer where it repeats an argument (`{query: {const: …}}`), with the argument as it
 * is now. Everything else stands, and so does whatever a probe has to find: a patch never makes a change easier to prove.
 */
export function followArguments(
  expect: readonly Expectation[],
  before: JsonObject,
  now: JsonObject,
): Expectation[] {
  return expect.map((expectation) => {
    const { probe, matches } = expectation;
    if (probe || !isObject(matches) || !isObject(matches["properties"])) return expectation;
    const properties = Object.entries(matches["properties"]).map(([name, property]) => {
      const isEcho =
        isObject(property) &&
        property["const"] !== undefined &&
        property["const"] === before[name] &&
        now[name] !== before[name];
      return [name, isEcho ? { ...property, const: now[name] ?? null } : property] as const;
    });
    return { ...expectation, matches: { ...matches, properties: Object.fromEntries(properties) } };
  });
}
