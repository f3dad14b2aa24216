import { describe, expect, test } from "bun:test";

import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import { type Kind, type Origin, parametersOf } from "./parameter.ts";

const toolOf = (inputSchema: JsonObject, meta: JsonObject = {}): ToolDefinition => ({
  server: "shop",
  name: "order",
  description: "",
  inputSchema,
  effect: "once",
  expect: [],
  paths: [],
  meta,
  trusted: false,
  hash: "",
});
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: "object",
  properties,
  required: [...required],
});
const only = (name: string, schema: JsonObject) =>
  parametersOf(toolOf(object({ [name]: schema })))[0]!;

const KINDS: readonly (readonly [string, JsonObject, Kind])[] = [
  // The format says it, whatever the name.
  ["where", { type: "string", format: "uri" }, "url"],
  ["text", { type: "string", format: "email" }, "email"],
  ["text", { type: "string", format: "date" }, "date"],
  ["when", { type: "string", format: "date-time" }, "date"],
  // Types and options.
  ["count", { type: "integer" }, "number"],
  ["ratio", { type: "number" }, "number"],
  ["path", { type: "boolean" }, "boolean"],
  ["path", { enum: ["a", "b"] }, "choice"],
  ["mode", { const: "fast" }, "choice"],
  // Names.
  ["url", { type: "string" }, "url"],
  ["href", { type: "string" }, "url"],
  ["baseUrl", { type: "string" }, "url"],
  ["email", { type: "string" }, "email"],
  ["recipient", { type: "string" }, "email"],
  ["path", { type: "string" }, "path"],
  ["filename", { type: "string" }, "path"],
  ["outputDir", { type: "string" }, "path"],
  ["source", { type: "string" }, "path"],
  ["glob", { type: "string" }, "glob"],
  ["due", { type: "string" }, "date"],
  ["id", { type: "string" }, "name"],
  ["userId", { type: "string" }, "name"],
  ["user_id", { type: "string" }, "name"],
  ["name", { type: "string" }, "name"],
  ["tag", { type: "string" }, "name"],
  ["branch", { type: "string" }, "name"],
  ["command", { type: "string" }, "code"],
  ["code", { type: "string" }, "code"],
  ["sql", { type: "string" }, "code"],
  ["content", { type: "string" }, "text"],
  ["query", { type: "string" }, "text"],
  ["oldText", { type: "string" }, "text"],
  // Descriptions, where the name says nothing.
  ["to", { type: "string", description: "New path of the file" }, "path"],
  ["to", { type: "string", description: "The email address that gets it" }, "email"],
  ["at", { type: "string", description: "The day as YYYY-MM-DD" }, "date"],
  ["at", { type: "string", description: "Any web address" }, "url"],
  ["pattern", { type: "string", description: "A glob such as *.md" }, "glob"],
  // One of several types: the first that is something.
  ["path", { anyOf: [{ type: "null" }, { type: "string" }] }, "path"],
  ["at", { oneOf: [{ type: "string", format: "uri" }, { type: "integer" }] }, "url"],
];

describe("the kind of a parameter", () => {
  for (const [name, schema, kind] of KINDS)
    test(`${name} ${JSON.stringify(schema)} is a ${kind}`, () => {
      expect(only(name, schema).kind).toBe(kind);
    });
});

describe("where its value may come from", () => {
  test("is never the model's own words for what names something", () => {
    for (const [name, schema, kind] of KINDS) {
      const isFree = ["text", "code", "choice", "boolean"].includes(kind);
      expect(only(name, schema).origins.has("free")).toBe(isFree);
      for (const origin of ["goal", "facts", "results"] as const)
        expect(only(name, schema).origins.has(origin)).toBe(true);
    }
  });

  const schema = object({
    path: { type: "string" },
    edits: { type: "array", items: object({ oldText: { type: "string" } }) },
  });
  const meta = (value: JsonValue): JsonObject => ({ "dev.glassbox/arguments": value });
  const originsOf = (path: string, said: JsonObject, settings = {}) => {
    const found = parametersOf(toolOf(schema, said), settings).find((one) => one.path === path);
    return [...found!.origins];
  };

  test("is what the tool says in its _meta, for the whole argument or a part of it", () => {
    expect(originsOf("path", meta({ path: { from: ["goal"] } }))).toEqual(["goal"]);
    expect(originsOf("edits[0].oldText", meta({ edits: { from: ["goal"] } }))).toEqual(["goal"]);
    expect(
      originsOf("edits[0].oldText", meta({ "edits[0].oldText": { from: ["results"] } })),
    ).toEqual(["results"]);
    expect(originsOf("path", meta({ edits: { from: ["goal"] } }))).toEqual([
      "goal",
      "facts",
      "results",
    ]);
  });

  test("is what the configuration says before that", () => {
    const settings = { shop__order: { path: { from: ["facts" as const] } } };
    expect(originsOf("path", meta({ path: { from: ["goal"] } }), settings)).toEqual(["facts"]);
    expect(
      originsOf("path", {}, { another__order: { path: { from: ["free" as const] } } }),
    ).not.toContain("free");
  });

  test("is as without it where the _meta is not well formed", () => {
    const usual: Origin[] = ["goal", "facts", "results"];
    for (const wrong of [
      7,
      null,
      "free",
      ["free"],
      { path: "free" },
      { path: { from: ["anywhere"] } },
      { path: {} },
    ])
      expect(originsOf("path", meta(wrong as JsonValue))).toEqual(usual);
  });
});

describe("the parameters of a tool", () => {
  test("are the single values of its schema, required ones first", () => {
    const schema = object(
      {
        hidden: { type: "boolean" },
        path: { type: "string" },
        edits: {
          type: "array",
          items: object({ line: { type: "integer" }, oldText: { type: "string" } }, ["oldText"]),
        },
      },
      ["path", "edits"],
    );
    const found = parametersOf(toolOf(schema));
    expect(found.map(({ path, isRequired }) => `${path}${isRequired ? "!" : ""}`)).toEqual([
      "path!",
      "edits[0].oldText!",
      "hidden",
      "edits[0].line",
    ]);
  });

  test("of a list are those of its elements, with the description of the list", () => {
    const schema = object({
      paths: { type: "array", description: "Files", items: { type: "string" } },
    });
    expect(parametersOf(toolOf(schema))).toMatchObject([
      { path: "paths[0]", name: "paths", kind: "path", description: "Files" },
    ]);
  });

  test("are none where the schema has none, is endless, or is no schema", () => {
    const endless: JsonObject = { type: "object", properties: {} };
    (endless["properties"] as Record<string, JsonValue>)["again"] = endless;
    for (const schema of [
      {},
      { type: "object" },
      { type: "string" },
      endless,
      { type: "object", properties: { a: true } },
    ])
      expect(parametersOf(toolOf(schema as JsonObject))).toEqual([]);
  });
});
