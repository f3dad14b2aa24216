import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { JsonSchema } from "../../../kernel/json.ts";
import type { Kind, Parameter } from "./parameter.ts";

/** A part of a tool's answer that a later argument may point at. */
export interface Leaf {
  /** `.matches[0].path`: what follows `$step`. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

const DEEPEST = 4;

/** Every single value of an answer, of lists the first element. */
export function answerLeaves(schema: JsonSchema | undefined): Leaf[] {
  return schema === undefined
    ? [{ path: ".text", name: "text", type: "string", description: "" }]
    : walk(schema, "", "", 0);
}

function walk(schema: JsonValue, path: string, name: string, depth: number): Leaf[] {
  if (!isObject(schema) || depth > DEEPEST) return [];
  const type = typeof schema["type"] === "string" ? schema["type"] : "";
  if (isObject(schema["properties"]))
    return Object.entries(schema["properties"]).flatMap(([key, member]) =>
      /^[A-Za-z_][\w-]*$/.test(key) ? walk(member, `${path}.${key}`, key, depth + 1) : [],
    );
  if (type === "array") return walk(schema["items"] ?? {}, `${path}[0]`, name, depth + 1);
  if (path === "" || type === "" || type === "null") return [];
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  return [{ path, name, type, description }];
}

/** Names under which answers carry what a parameter of a kind wants, best first. */
const CARRIES: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  path: ["path", "paths", "file", "files", "to", "name", "text", "stdout"],
  url: ["url", "finalUrl", "link", "href", "text", "stdout"],
  text: ["text", "markdown", "content", "contents", "output", "stdout", "answer", "result", "body"],
  code: ["code", "text", "content", "output", "stdout"],
  name: ["name", "names", "id", "title"],
  date: ["date", "modified", "due"],
  email: ["email", "address"],
  number: ["count", "total", "value", "result", "size", "line"],
};

/** The parts of an answer that fit a parameter, best first. */
export function fittingLeaves(
  { kind, name, schema }: Pick<Parameter, "kind" | "name" | "schema">,
  answer: JsonSchema | undefined,
): Leaf[] {
  const wanted = CARRIES[kind] ?? [];
  const scored = answerLeaves(answer).flatMap((leaf) => {
    if (!isOfType(schema, leaf.type)) return [];
    const rank = wanted.indexOf(leaf.name);
    const same = leaf.name.toLowerCase() === name.toLowerCase();
    if (rank < 0 && !same) return [];
    // A list's element is one of several: a value of its own is meant before it.
    const depth = leaf.path.split(/[.[]/).length - 2;
    return [{ leaf, score: (rank < 0 ? wanted.length : rank) + depth * 0.1 - (same ? 0.5 : 0) }];
  });
  return scored.toSorted((a, b) => a.score - b.score).map(({ leaf }) => leaf);
}

function isOfType(schema: JsonObject, type: string): boolean {
  const wanted = schema["type"];
  if (wanted === undefined) return true;
  if (wanted === type) return true;
  return wanted === "number" && type === "integer";
}
