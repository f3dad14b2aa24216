import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

/** One single value that a call takes. */
export interface Argument {
  /** `path`, `edits[0].oldText`. */
  readonly path: string;
  readonly schema: JsonObject;
}

/** Every single value of a call's arguments. */
export function leavesOf(value: JsonValue, path = ""): [string, JsonValue][] {
  if (Array.isArray(value))
    return value.flatMap((one: JsonValue, index) => leavesOf(one, `${path}[${index}]`));
  if (!isObject(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) =>
    leavesOf(member, path === "" ? key : `${path}.${key}`),
  );
}

export function keysOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((part) => part !== "");
}

/** The arguments with one value put in its place. */
export function withValue(args: JsonObject, path: string, value: JsonValue): JsonObject {
  const put = (target: JsonValue | undefined, [key, ...rest]: readonly string[]): JsonValue => {
    if (key === undefined) return value;
    if (/^\d+$/.test(key)) {
      const list = Array.isArray(target) ? [...(target as readonly JsonValue[])] : [];
      list[Number(key)] = put(list[Number(key)], rest);
      return list;
    }
    const object = isObject(target) ? target : {};
    return { ...object, [key]: put(object[key], rest) };
  };
  return put(args, keysOf(path)) as JsonObject;
}

/** The values that a call has, as its tool describes them. */
export function givenArguments(tool: ToolDefinition, args: JsonObject): Argument[] {
  return leavesOf(args).map(([path]) => ({ path, schema: schemaAt(tool.inputSchema, path) }));
}

const OPTIONAL = 3;

/**
 * The values that a call of a tool takes: those it cannot do without, and of the others the ones its worked goals have,
 * else the first texts. Null where one that it needs is no single value.
 */
export function takenArguments({ inputSchema, meta }: ToolDefinition): TakenArgument[] | null {
  if (!isObject(inputSchema) || !isObject(inputSchema["properties"])) return [];
  const { required, properties } = inputSchema;
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  const worked = new Set(workedNames(meta["dev.glassbox/examples"]));
  const taken: TakenArgument[] = [];
  const others: TakenArgument[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const single = singleOf(name, firstWay(property));
    const isOptional = !needed.has(name);
    if (!single && !isOptional) return null;
    if (!single) continue;
    if (!isOptional) taken.push({ ...single, isOptional });
    else if (worked.has(name) || (worked.size === 0 && single.schema["type"] === "string"))
      others.push({ ...single, isOptional });
  }
  return [...taken, ...others.slice(0, OPTIONAL)];
}

export interface TakenArgument extends Argument {
  readonly isOptional: boolean;
}

function singleOf(name: string, schema: JsonObject): Argument | null {
  if (schema["type"] === "object" || isObject(schema["properties"])) return null;
  if (schema["type"] !== "array") return { path: name, schema };
  const items = firstWay(schema["items"]);
  const isSingle = items["type"] !== "object" && items["type"] !== "array";
  return isSingle ? { path: `${name}[0]`, schema: items } : null;
}

function workedNames(examples: JsonValue | undefined): string[] {
  if (!Array.isArray(examples)) return [];
  return examples.flatMap((example: JsonValue) =>
    isObject(example) && isObject(example["args"]) ? Object.keys(example["args"]) : [],
  );
}

function schemaAt(schema: JsonValue | undefined, path: string): JsonObject {
  let at = firstWay(schema);
  for (const key of keysOf(path)) {
    const properties = at["properties"];
    const next = /^\d+$/.test(key) ? at["items"] : isObject(properties) ? properties[key] : {};
    at = firstWay(next);
  }
  return at;
}

/** The first way that a schema with several allows. */
function firstWay(schema: JsonValue | undefined): JsonObject {
  if (!isObject(schema)) return {};
  const ways = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(ways)) return schema;
  const way = ways.find((one: JsonValue) => isObject(one) && one["type"] !== "null");
  return isObject(way) ? { ...schema, ...way } : schema;
}
