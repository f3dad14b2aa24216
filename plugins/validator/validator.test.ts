import { describe, expect, test } from "bun:test";

import type { JsonSchema, JsonValue } from "../../kernel/json.ts";
import { createValidator } from "./validator.ts";

const validator = createValidator();
const mismatch = (schema: unknown, value: unknown) =>
  validator.mismatch(schema as JsonSchema, value as JsonValue);
const invalid = (schema: unknown) => validator.invalid(schema as JsonSchema);

/** The same schema as one that only the library judges. */
const byLibrary = (schema: object) => ({ ...schema, $comment: "not small" });

describe("a mismatch is one sentence that names the place, what was wanted and what was there", () => {
  const edit = {
    type: "object",
    properties: {
      path: { type: "string" },
      edits: {
        type: "array",
        items: {
          type: "object",
          properties: { oldText: { type: "string" }, line: { type: "integer", minimum: 1 } },
          required: ["oldText"],
          additionalProperties: false,
        },
      },
    },
    required: ["path"],
    additionalProperties: false,
  };

  const cases: [unknown, string][] = [
    [{ path: "a", edits: [{ oldText: 3 }] }, "edits[0].oldText must be a text, not 3"],
    [{ path: "a", edits: [{ oldText: "", line: 0 }] }, "edits[0].line must be at least 1, not 0"],
    [{ path: "a", edits: [{}] }, "edits[0].oldText is missing"],
    [{ pth: "a" }, 'path is missing (is "pth" meant to be it?)'],
    [{ path: "a", edit: [] }, 'there is no property "edit" (did you mean "edits"?)'],
    [
      { path: "a", edits: [{ oldText: "", lin: 1 }] },
      'edits[0]: there is no property "lin" (did you mean "line"?)',
    ],
    ["a", 'the value must be an object, not "a"'],
  ];

  for (const [value, sentence] of cases) {
    test(sentence, () => {
      expect(mismatch(edit, value)).toBe(sentence);
      expect(mismatch(byLibrary(edit), value)).toBe(sentence);
    });
  }

  test("a value that fits has none", () => {
    expect(mismatch(edit, { path: "a", edits: [{ oldText: "b" }] })).toBeNull();
    expect(mismatch(byLibrary(edit), { path: "a", edits: [{ oldText: "b" }] })).toBeNull();
  });

  test("long values are shortened, and shown from where they differ", () => {
    const long = "x".repeat(1_000_000);
    expect(mismatch({ type: "number" }, long)!.length).toBeLessThan(120);
    expect(mismatch({ const: `${long}a` }, `${long}b`)).toBe(
      'the value must be "…xxxxxxxxxxa", not "…xxxxxxxxxxb"',
    );
    expect(mismatch({ const: 1 }, { a: [long, long], b: long })!.length).toBeLessThan(160);
  });

  test("enum", () => {
    expect(mismatch({ enum: ["asc", "desc"] }, "des")).toBe(
      'the value must be one of "asc", "desc", not "des" (did you mean "desc"?)',
    );
  });

  test("of several forms the nearest is explained", () => {
    const item = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    expect(mismatch({ anyOf: [{ type: "string" }, item] }, { n: "1" })).toBe(
      'n must be a whole number, not "1"',
    );
    expect(mismatch({ anyOf: [{ type: "string" }, { type: "null" }] }, 1)).toBe(
      "the value must be a text or null, not 1",
    );
  });

  test("other keywords", () => {
    expect(mismatch({ pattern: "^a+$" }, "b")).toBe('the value must match ^a+$, not "b"');
    expect(mismatch({ format: "date-time" }, "b")).toBe(
      'the value must be of the format date-time, not "b"',
    );
    expect(mismatch({ uniqueItems: true }, [{ a: 1, b: 2 }, 3, { b: 2, a: 1 }])).toBe(
      "the value must not hold an item twice ([0] and [2] are equal)",
    );
    expect(mismatch(byLibrary({ minItems: 2 }), [1])).toBe(
      "the value must have at least 2 items, not 1",
    );
  });
});

describe("dialects", () => {
  const list = { definitions: { pair: { items: [{ type: "string" }, { type: "number" }] } } };

  test("draft-07, as servers on npm send it", () => {
    const schema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      ...list,
      properties: { pair: { $ref: "#/definitions/pair" } },
    };
    expect(invalid(schema)).toBeNull();
    expect(mismatch(schema, { pair: ["a", 1] })).toBeNull();
    expect(mismatch(schema, { pair: ["a", "b"] })).toBe('pair[1] must be a number, not "b"');
  });

  test("2020-12, named or not", () => {
    const schema = { prefixItems: [{ type: "string" }], items: false };
    for (const one of [
      schema,
      { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema },
    ]) {
      expect(mismatch(one, ["a"])).toBeNull();
      expect(mismatch(one, ["a", 2])).toBe("the value must have at most 1 item, not 2");
    }
  });

  test("an unknown one is named", () => {
    expect(invalid({ $schema: "http://json-schema.org/draft-04/schema#" })).toContain("draft-04");
  });

  test("references within a schema, recursive ones too", () => {
    const tree = {
      properties: { children: { items: { $ref: "#" } }, name: { $ref: "#/$defs/name" } },
      $defs: { name: { type: "string" } },
    };
    expect(mismatch(tree, { children: [{ children: [{ name: "a" }] }] })).toBeNull();
    expect(mismatch(tree, { children: [{ children: [{ name: 1 }] }] })).toBe(
      "children[0].children[0].name must be a text, not 1",
    );
  });

  test("two schemas with one $id do not meet", () => {
    const text = { $id: "http://x/a", properties: { x: { type: "string", $id: "inner" } } };
    const number = { $id: "http://x/a", properties: { x: { type: "number", $id: "inner" } } };
    expect(mismatch(text, { x: "a" })).toBeNull();
    expect(mismatch(number, { x: 1 })).toBeNull();
    expect(invalid({ $ref: "http://x/inner" })).toContain("http://x/inner");
  });
});

describe("what is no schema", () => {
  test("is said with its place", () => {
    expect(invalid({ properties: { p: { type: "strin" } } })).toContain("properties.p.type");
    expect(invalid({ required: "a" })).toBe('required must be a list, not "a"');
    expect(invalid({ pattern: "(" })).toBe("the pattern ( is no regular expression");
  });

  test("nothing is fetched", () => {
    expect(invalid({ $ref: "http://example.com/schema.json" })).toContain("http://example.com");
  });

  test("true, false and {} are schemas", () => {
    expect([invalid(true), invalid(false), invalid({})]).toEqual([null, null, null]);
    expect(mismatch(false, 1)).toBe("the value must not be there, not 1");
    expect(mismatch(true, 1)).toBeNull();
  });
});

describe("a hostile schema ends in time", () => {
  test("forms of forms of forms", () => {
    const $defs: Record<string, object> = { d40: { type: "string" } };
    for (let i = 0; i < 40; i++) {
      const next = { $ref: `#/$defs/d${i + 1}` };
      $defs[`d${i}`] = { anyOf: [next, next] };
    }
    expect(mismatch({ $defs, $ref: "#/$defs/d0" }, 1)).toContain("would take too long");
  });

  test("the same, hidden where no schema is looked for", () => {
    const again = { $ref: "#/default" };
    const loop = { $ref: "#/default", default: { anyOf: [{ items: again }, { items: again }] } };
    expect(mismatch(loop, [[["a"]]])).toBeNull();
    expect(invalid({ $ref: "#/const", const: { anyOf: [{ $ref: "#/const" }] } })).toContain(
      "leads to where no schema is",
    );
  });

  test("a circle", () => {
    expect(mismatch({ allOf: [{ $ref: "#" }] }, 1)).toContain("goes round in circles");
  });

  test("patterns that backtrack for ever elsewhere", () => {
    const text = `${"a".repeat(5000)}!`;
    for (const pattern of ["^(a+)+$", "^(a|aa)+$", "(.*a){9}b", "^(?=(a+)+$)"])
      expect(mismatch({ pattern }, text)).toBe(
        `the value must match ${pattern}, not "${"a".repeat(60)}…"`,
      );
  });

  test("what is still too much is not judged, and said so", () => {
    expect(mismatch({ pattern: "(?<=^(a+)+)b" }, "a".repeat(20_000))).toContain("too long");
  });

  test("a pattern that means a huge automaton, and one that refers back", () => {
    expect(invalid({ pattern: "((a{100}){100}){100}" })).toContain("is too large");
    expect(invalid({ pattern: "(a)\\1" })).toContain("refers back");
    expect(invalid({ patternProperties: { "(a)\\1": true } })).not.toBeNull();
  });

  test("a large, a deep and an asynchronous one", () => {
    expect(invalid({ description: "x".repeat(200_000), not: {} })).toContain("128 KiB");
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 200; i++) deep = { not: deep };
    expect(invalid(deep)).toMatch(/deep/);
    expect(mismatch({ $async: true, pattern: "a" }, "b")).toBe('the value must match a, not "b"');
  });

  test("many different items under uniqueItems", () => {
    const items = Array.from({ length: 200_000 }, (_, id) => ({ id }));
    expect(mismatch({ uniqueItems: true }, items)).toBeNull();
  });
});

test("properties that every object inherits are not there", () => {
  expect(mismatch(byLibrary({ required: ["toString"] }), {})).toBe("toString is missing");
  expect(mismatch(byLibrary({ properties: { toString: { type: "string" } } }), {})).toBeNull();
});

test("hundreds of schemas judge and are forgotten", () => {
  for (let i = 0; i < 600; i++) {
    const schema = byLibrary({ properties: { x: { const: i } }, required: ["x"] });
    expect(mismatch(schema, { x: i })).toBeNull();
    expect(mismatch(schema, { x: -1 })).toBe(`x must be ${i}, not -1`);
  }
});
