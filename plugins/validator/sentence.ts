import { isObject, type JsonValue } from "../../kernel/json.ts";
import { didYouMean, nearest } from "../../kernel/suggest.ts";
import { type Fault, nameOf, preview, previewPair } from "./fault.ts";

/** One sentence for people: the place, what was wanted, what was there. */
export function sentenceOf(fault: Fault): string {
  const { keyword, place, data, params, known } = fault;
  const where = nameOf(place) || "the value";
  if (keyword === "required" || keyword === "dependentRequired" || keyword === "dependencies") {
    return missing(fault);
  }
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") {
    const name = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
    const here = place.length === 0 ? "" : `${where}: `;
    return `${here}there is no property ${preview(name)}${didYouMean(name, known)}`;
  }
  if (keyword === "const") {
    const [wanted, found] = previewPair(params["allowedValue"] ?? null, data);
    return `${where} must be ${wanted}, not ${found}`;
  }
  if (keyword === "enum") return `${where} must be ${choice(params, data)}`;
  return `${where} must ${wanted(fault)}${COUNTED.has(keyword) ? "" : `, not ${preview(data)}`}`;
}

const COUNTED = new Set([
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "minLength",
  "maxLength",
  "items",
  "contains",
  "unevaluatedItems",
  "uniqueItems",
  "propertyNames",
]);

function wanted({ keyword, data, params }: Fault): string {
  const limit = Number(params["limit"]);
  switch (keyword) {
    case "type":
      return `be ${typeWords(params["type"] ?? "")}`;
    case "minimum":
      return `be at least ${limit}`;
    case "maximum":
      return `be at most ${limit}`;
    case "exclusiveMinimum":
      return `be more than ${limit}`;
    case "exclusiveMaximum":
      return `be less than ${limit}`;
    case "multipleOf":
      return `be a multiple of ${String(params["multipleOf"])}`;
    case "minLength":
      return `have at least ${plural(limit, "character")}, not ${[...String(data)].length}`;
    case "maxLength":
      return `have at most ${plural(limit, "character")}, not ${[...String(data)].length}`;
    case "minItems":
      return `have at least ${plural(limit, "item")}, not ${sizeOf(data)}`;
    case "maxItems":
    case "items":
    case "unevaluatedItems":
      return `have at most ${plural(Number(params["limit"] ?? params["len"]), "item")}, not ${sizeOf(data)}`;
    case "minProperties":
      return `have at least ${plural(limit, "property")}, not ${sizeOf(data)}`;
    case "maxProperties":
      return `have at most ${plural(limit, "property")}, not ${sizeOf(data)}`;
    case "pattern":
      return `match ${String(params["pattern"]).slice(0, 120)}`;
    case "format":
      return `be of the format ${String(params["format"])}`;
    case "uniqueItems":
      return `not hold an item twice ([${String(params["j"])}] and [${String(params["i"])}] are equal)`;
    case "contains":
      return "hold an item of the wanted form";
    case "propertyNames":
      return `not have a property called ${preview(params["propertyName"] ?? "")}`;
    case "not":
      return "be something else";
    case "oneOf":
      return params["passingSchemas"] === null
        ? "fit one of the forms"
        : "fit only one of the forms";
    case "false schema":
      return "not be there";
    default:
      return "fit one of the forms";
  }
}

/** What is missing, and whether a property that nobody knows was meant to be it. */
function missing({ place, data, params, known }: Fault): string {
  const name = String(params["missingProperty"]);
  const strangers = isObject(data) ? Object.keys(data).filter((key) => !known.includes(key)) : [];
  const meant = nearest(name, strangers.slice(0, 100));
  const instead = meant === null ? "" : ` (is ${preview(meant)} meant to be it?)`;
  return `${nameOf([...place, name])} is missing${instead}`;
}

function choice(params: Fault["params"], data: JsonValue): string {
  const allowed = (params["allowedValues"] as readonly JsonValue[] | undefined) ?? [];
  const shown = allowed.slice(0, 8).map((value) => preview(value, 30));
  if (allowed.length > 8) shown.push("…");
  const words = allowed.filter((value) => typeof value === "string");
  const mean = typeof data === "string" && data.length <= 100 ? didYouMean(data, words) : "";
  const one = allowed.length === 1 ? "" : "one of ";
  return `${one}${shown.join(", ")}, not ${preview(data)}${mean}`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

function typeWords(type: JsonValue): string {
  const types = Array.isArray(type) ? (type as readonly JsonValue[]) : String(type).split(",");
  return types.map((one) => WORDS[String(one)] ?? String(one)).join(" or ");
}

function plural(count: number, noun: string): string {
  const many = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count} ${count === 1 ? noun : many}`;
}

function sizeOf(data: JsonValue): number {
  return typeof data === "object" && data !== null ? Object.keys(data).length : 0;
}
