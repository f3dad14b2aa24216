import { describe, expect, test } from "bun:test";

import { sha256 } from "../../kernel/json.ts";
import { expectationFor, fromArguments } from "./templates.ts";

const template = {
  probe: { tool: "files__files_stat", args: { path: "$args.path" } },
  matches: { properties: { sha256: { const: "$sha256(args.content)" } }, required: ["sha256"] },
};

describe("a tool's own expectation", () => {
  test("is made of the arguments of the call", () => {
    expect(expectationFor(template, { path: "a.md", content: "héllo" })).toEqual({
      probe: { tool: "files__files_stat", args: { path: "a.md" } },
      matches: {
        properties: { sha256: { const: sha256("héllo") } },
        required: ["sha256"],
      },
    });
  });

  test("keeps the type of an argument", () => {
    const matches = { properties: { n: { const: "$args.n" }, list: { const: "$args.list" } } };
    expect(expectationFor({ matches }, { n: 3, list: ["x", null] })).toEqual({
      matches: { properties: { n: { const: 3 }, list: { const: ["x", null] } } },
    });
  });

  test("is none for a call without the argument that it is about", () => {
    expect(expectationFor(template, { path: "a.md" })).toBeNull();
    expect(expectationFor(template, { path: "a.md", content: 7 })).toBeNull();
  });

  test("leaves every other text as it is", () => {
    const texts = ["$argsx.path", "args.path", "$args.", "$args.a.b", "$sha256(path)", "$s1.x"];
    for (const text of texts) expect(fromArguments(text, { path: "a" })).toBe(text);
  });
});
