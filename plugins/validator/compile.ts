import type { Ajv, ErrorObject, ValidateFunction } from "ajv";

import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { messageOf } from "../../kernel/error.ts";
import { createAjv, type Dialect, dialectOf, refusalOf } from "./dialect.ts";
import type { Fault, Place } from "./fault.ts";
import { instrument } from "./instrument.ts";
import { sentenceOf } from "./sentence.ts";
import type { Work } from "./work.ts";

export type Judge = (value: JsonValue) => Fault | null;

/** A schema that is none, in words. */
export class InvalidSchema extends Error {}

/** The library keeps a little of all it has compiled; a new instance forgets. */
const MOST_COMPILED = 256;

/** Compiles schemas of any dialect. What comes of it is bounded in time, whatever the schema and the value. */
export function createCompiler(work: Work): (schema: JsonObject) => Judge {
  const libraries = new Map<Dialect, Library>();

  return (schema) => {
    const dialect = dialectOf(schema);
    if (dialect === null) {
      throw new InvalidSchema(
        `$schema names ${JSON.stringify(schema["$schema"])}; known are 2020-12, 2019-09 and draft-07`,
      );
    }
    let library = libraries.get(dialect);
    if (!library || library.compiled >= MOST_COMPILED) library = createLibrary(dialect, work);
    libraries.set(dialect, library);
    library.compiled++;
    return compile(library, schema);
  };
}

interface Library {
  readonly ajv: Ajv;
  readonly references: ReadonlySet<string>;
  compiled: number;
}

function createLibrary(dialect: Dialect, work: Work): Library {
  const ajv = createAjv(dialect, work);
  return { ajv, references: new Set(Object.keys(ajv.refs)), compiled: 0 };
}

function compile({ ajv, references }: Library, schema: JsonObject): Judge {
  const { $schema: _, ...plain } = schema;
  try {
    if (!ajv.validateSchema(plain)) throw new InvalidSchema(worst(ajv.errors ?? [], plain));
    const counted = instrument(plain);
    try {
      return judgeWith(ajv.compile(counted));
    } finally {
      ajv.removeSchema(counted);
      // What one schema calls itself must not be there for the next.
      for (const key of Object.keys(ajv.refs)) if (!references.has(key)) delete ajv.refs[key];
    }
  } catch (error) {
    if (error instanceof InvalidSchema) throw error;
    if (error instanceof RangeError) throw new InvalidSchema(refusalOf(error));
    throw new InvalidSchema(messageOf(error).replace(/\.$/, ""));
  }
}

function worst(errors: readonly ErrorObject[], schema: JsonObject): string {
  return sentenceOf(faultOf(errors, schema));
}

function judgeWith(validate: ValidateFunction): Judge {
  return (value) => {
    if (validate(value)) return null;
    const fault = faultOf(validate.errors ?? [], value);
    validate.errors = null;
    return fault;
  };
}

/** The error that says most: of the forms of an `anyOf` the one that the value came nearest to. */
function faultOf(errors: readonly ErrorObject[], value: JsonValue): Fault {
  const last = errors.at(-1)!;
  const deepest = errors
    .filter((error) => error.instancePath.length > last.instancePath.length)
    .toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0];
  const error = UNIONS.has(last.keyword)
    ? (deepest ?? simplest(errors, last))
    : (errors[0] ?? last);
  const parent: JsonSchema = isObject(error.parentSchema) ? error.parentSchema : {};
  return {
    keyword: error.keyword,
    place: placeOf(error.instancePath, value),
    data: error.data as JsonValue,
    params: { ...(error.params as JsonObject), ...wantedBy(error) },
    known: isObject(parent["properties"]) ? Object.keys(parent["properties"]) : [],
  };
}

const UNIONS = new Set(["anyOf", "oneOf", "if"]);

/** Forms that all differ in type alone are one question of type. */
function simplest(errors: readonly ErrorObject[], union: ErrorObject): ErrorObject {
  const inner = errors.filter((error) => error !== union);
  if (inner.length === 0) return union;
  if (!inner.every((error) => error.keyword === "type"))
    return inner.find((error) => error.keyword !== "type") ?? union;
  const type = [...new Set(inner.flatMap((error) => String(error.params["type"]).split(",")))];
  return { ...inner[0]!, params: { type } };
}

function wantedBy(error: ErrorObject): JsonObject {
  if (error.keyword === "const") return { allowedValue: error.schema as JsonValue };
  return error.keyword === "enum" ? { allowedValues: error.schema as JsonValue } : {};
}

/** A JSON pointer as a place: what indexes a list is a number. */
function placeOf(pointer: string, value: JsonValue): Place {
  const place: (string | number)[] = [];
  let at: JsonValue | undefined = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    place.push(Array.isArray(at) ? Number(key) : key);
    at = typeof at === "object" && at !== null ? (at as JsonObject)[key] : undefined;
  }
  return place;
}
