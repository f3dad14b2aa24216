import { describe, expect, test } from "bun:test";
import { defineTools } from "./definition.ts";
import { inProcessFixture, stdioFixture } from "./testing.ts";

const trusted = inProcessFixture("files");
const stranger = stdioFixture({ name: "files", trusted: false });
const sent = {
  name: "write",
  inputSchema: { type: "object" },
  _meta: {
    "dev.glassbox/effect": "probe",
    "dev.glassbox/paths": ["$args.path"],
    "dev.glassbox/expect": [
      {
        probe: { tool: "stat", args: { path: "$args.path" } },
        matches: { properties: { hash: { const: "$sha256(args.content)" } } },
      },
    ],
  },
};

test("a trusted server declares effect, paths and expectations", () => {
  expect(defineTools(trusted, [sent]).tools[0]).toMatchObject({
    effect: "probe",
    paths: ["$args.path"],
    expect: [{ probe: { tool: "files__stat", args: { path: "$args.path" } } }],
  });
});

test("a stranger declares effect and expectations, but no paths that would make it one to undo", () => {
  expect(defineTools(stranger, [sent]).tools[0]).toMatchObject({
    effect: "probe",
    paths: [],
    expect: [{ probe: { tool: "files__stat", args: { path: "$args.path" } } }],
  });
});

test("what a stranger declares badly counts for nothing, and costs no tool", () => {
  const broken = { ...sent, _meta: { "dev.glassbox/effect": "harmless" } };
  const { tools, leftOut } = defineTools(stranger, [broken]);
  expect(leftOut).toEqual([]);
  expect(tools[0]).toMatchObject({ effect: "once", paths: [], expect: [] });
});

test("the configuration decides the effect of a tool by its own name only", () => {
  const spec = { ...stranger, effects: { write: "keyed" } } as const;
  const { tools } = defineTools(spec, [sent, { ...sent, name: "constructor" }]);
  expect(tools.map((tool) => tool.effect)).toEqual(["keyed", "probe"]);
});

test("the hash covers everything that was sent, whatever the order of its members", () => {
  const hashOf = (tool: unknown) => defineTools(stranger, [tool]).tools[0]?.hash;
  const { name, ...rest } = sent;
  expect(hashOf({ ...rest, name })).toBe(hashOf(sent));
  expect(hashOf({ ...sent, unknownMember: 1 })).not.toBe(hashOf(sent));
  expect(hashOf({ ...sent, annotations: {} })).not.toBe(hashOf(sent));
});

test("an annotation that is not well formed is no hint, and costs no tool", () => {
  const odd = { ...sent, _meta: {}, annotations: { readOnlyHint: "yes" } };
  expect(defineTools(stranger, [odd]).tools[0]?.effect).toBe("once");
});

test("an output schema and a title are kept", () => {
  const tool = { name: "a", title: "Title", inputSchema: {}, outputSchema: { type: "object" } };
  expect(defineTools(stranger, [tool]).tools[0]).toMatchObject({
    description: "Title",
    outputSchema: { type: "object" },
  });
});

test("a name that does not fit every client is cleaned, cut, and ends with a hash of the whole", () => {
  const names = ["a.b", "读", "a".repeat(58)];
  const { tools, leftOut } = defineTools(
    trusted,
    names.map((name) => ({ ...sent, name })),
  );
  expect(leftOut).toEqual([]);
  for (const { name } of tools) expect(`files__${name}`).toMatch(/^[\w-]{1,55}_[\da-f]{8}$/);
  expect(new Set(tools.map(({ name }) => name)).size).toBe(3);
});

describe("left out with a reason that names the field:", () => {
  const cases: [string, unknown, string][] = [
    ["no tool", 7, "tool is not valid"],
    ["no name", { inputSchema: {} }, "name is not valid"],
    ["no schema", { name: "a" }, "inputSchema is not valid"],
    ["a schema that is no object", { name: "a", inputSchema: [] }, "inputSchema is not valid"],
    ["an empty name", { ...sent, name: "" }, "It has no name."],
    [
      "an unknown effect",
      { ...sent, _meta: { "dev.glassbox/effect": "harmless" } },
      "dev.glassbox/effect is not valid",
    ],
    [
      "a path that is no reference",
      { ...sent, _meta: { "dev.glassbox/paths": ["/etc"] } },
      "dev.glassbox/paths.0 is not valid: must be references like $args.path",
    ],
    [
      "an expectation without matches",
      { ...sent, _meta: { "dev.glassbox/expect": [{}] } },
      "dev.glassbox/expect.0.matches is not valid: must be a JSON Schema",
    ],
    [
      "an expectation with an unknown member",
      { ...sent, _meta: { "dev.glassbox/expect": [{ matches: {}, match: {} }] } },
      "dev.glassbox/expect.0 is not valid",
    ],
  ];
  for (const [title, tool, reason] of cases) {
    test(title, () => {
      const { tools, leftOut } = defineTools(trusted, [tool, { ...sent, name: "good" }]);
      expect(leftOut[0]?.reason).toContain(reason);
      expect(tools.map((each) => each.name)).toEqual(["good"]);
    });
  }

  test("a second tool of the same name", () => {
    const { tools, leftOut } = defineTools(trusted, [sent, { ...sent, description: "other" }]);
    expect(tools).toHaveLength(1);
    expect(leftOut).toEqual([
      { name: "write", reason: "The server sends a second tool of this name." },
    ]);
  });
});

const keyed = {
  ...sent,
  inputSchema: { type: "object", properties: { id: {}, path: {} } },
  _meta: { "dev.glassbox/key": "id" },
};

test("a tool names the argument that carries the effect's id, and the configuration knows better", () => {
  expect(defineTools(stranger, [keyed]).tools[0]).toMatchObject({ key: "id", trusted: false });
  expect(defineTools(trusted, [keyed]).tools[0]).toMatchObject({ key: "id", trusted: true });
  const configured = { ...stranger, keys: { write: "path" } };
  expect(defineTools(configured, [keyed]).tools[0]).toMatchObject({ key: "path" });
});

test("an argument that the tool does not have carries nothing", () => {
  for (const name of ["gone", "constructor", ""]) {
    const wrong = { ...keyed, _meta: { "dev.glassbox/key": name } };
    expect(defineTools(stranger, [wrong]).tools[0]).not.toHaveProperty("key");
    expect(defineTools(trusted, [wrong])).toMatchObject({
      tools: [],
      leftOut: [
        { name: "write", reason: `Its field dev.glassbox/key names no argument: "${name}".` },
      ],
    });
  }
});
