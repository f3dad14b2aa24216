import { describe, expect, test } from "bun:test";

import type { JsonObject } from "../../kernel/json.ts";
import { planSchema } from "../../plugins/plans/schema.ts";
import type { GoldenStep } from "./golden.ts";
import { callsOf, isTool, sameCalls } from "./same-calls.ts";

const tool = (name: string, properties: JsonObject) => ({
  server: "files",
  name,
  inputSchema: { type: "object", properties },
});
const text = { type: "string" };
const TOOLS = [
  tool("list", { path: { ...text, default: "." }, hidden: { type: "boolean", default: false } }),
  tool("read", { path: text, startLine: { type: "integer" } }),
  tool("write", { path: text, content: text }),
  tool("move", { from: text, to: text }),
  tool("search", { pattern: text }),
];

const step = (name: string, args: JsonObject): GoldenStep => ({ tool: name, args });

/** Whether a plan of these steps, as the house has it, does what was expected. */
function solves(expected: readonly GoldenStep[], planned: readonly JsonObject[]): boolean {
  const calls = callsOf(planSchema.parse({ steps: planned }).steps);
  return calls !== null && sameCalls(expected, calls, TOOLS);
}

const planned = (
  id: string,
  name: string,
  args: JsonObject,
  more: JsonObject = {},
): JsonObject => ({
  id,
  do: { tool: { server: "files", name, args } },
  ...more,
});

describe("a goal of one step is solved", () => {
  test("by its tool with its arguments, space around them aside", () => {
    const expected = [step("read", { path: "a.md" })];
    expect(solves(expected, [planned("s1", "read", { path: " a.md\n" })])).toBe(true);
    expect(solves(expected, [planned("s1", "read", { path: "a" })])).toBe(false);
    expect(solves(expected, [planned("s1", "list", { path: "a.md" })])).toBe(false);
    expect(solves(expected, [planned("s1", "read", {})])).toBe(false);
  });

  test("by numbers of the same value, and never by a text that looks like one", () => {
    const expected = [step("read", { path: "a.md", startLine: 2 })];
    expect(solves(expected, [planned("s1", "read", { path: "a.md", startLine: 2.0 })])).toBe(true);
    expect(solves(expected, [planned("s1", "read", { path: "a.md", startLine: "2" })])).toBe(false);
  });

  test("with what the goal does not name left out or at its default", () => {
    const expected = [step("list", {})];
    expect(solves(expected, [planned("s1", "list", { path: ".", hidden: false })])).toBe(true);
    expect(solves(expected, [planned("s1", "list", { hidden: true })])).toBe(false);
    expect(solves([step("list", { path: "." })], [planned("s1", "list", {})])).toBe(true);
    const read = [step("read", { path: "a.md" })];
    expect(solves(read, [planned("s1", "read", { path: "a.md", startLine: 1 })])).toBe(false);
  });

  test("by no more steps than it has, by no fan-out, and by nothing that is no call", () => {
    const expected = [step("read", { path: "a.md" })];
    const right = planned("s1", "read", { path: "a.md" });
    expect(solves(expected, [right, planned("s2", "list", {})])).toBe(false);
    expect(solves(expected, [{ ...right, each: "$s0.paths" }])).toBe(false);
    expect(solves(expected, [{ id: "s1", do: { wait: { for: "1s" } } }])).toBe(false);
  });

  test("by a text that begins with $, which a plan writes as $$", () => {
    const expected = [step("search", { pattern: "$HOME" })];
    expect(solves(expected, [planned("s1", "search", { pattern: "$$HOME" })])).toBe(true);
  });
});

describe("a goal of several steps is solved", () => {
  const expected = [
    step("search", { pattern: "Ines" }),
    step("move", { from: "$1.matches[0].path", to: "b.md" }),
  ];
  const search = planned("find", "search", { pattern: "Ines" });

  test("whatever its steps are called, as long as references mean the same", () => {
    const move = (from: string) => planned("s9", "move", { from, to: "b.md" });
    expect(solves(expected, [search, move("$find.matches[0].path")])).toBe(true);
    expect(solves(expected, [search, move("$find.matches[1].path")])).toBe(false);
    expect(solves(expected, [search, move("$$1.matches[0].path")])).toBe(false);
  });

  test("in the right order only", () => {
    const wanted = [step("read", { path: "a.md" }), step("list", { path: "b" })];
    const read = planned("s1", "read", { path: "a.md" });
    const list = planned("s2", "list", { path: "b" });
    expect(solves(wanted, [read, list])).toBe(true);
    expect(solves(wanted, [list, read])).toBe(false);
  });

  test("by the name itself where a result only repeats it, and the other way round", () => {
    const write = planned("s1", "write", { path: "a.md", content: "x" });
    const wanted = (from: string) => [
      step("write", { path: "a.md", content: "x" }),
      step("move", { from, to: "b.md" }),
    ];
    const move = (from: string) => planned("s2", "move", { from, to: "b.md" });
    expect(solves(wanted("$1.path"), [write, move("a.md")])).toBe(true);
    expect(solves(wanted("a.md"), [write, move("$s1.path")])).toBe(true);
    expect(solves(wanted("$1.path"), [write, move("x")])).toBe(false);
  });
});

test("a tool named without a server is any server's tool of that name", () => {
  expect(isTool("files_move", "files__files_move")).toBe(true);
  expect(isTool("files__files_move", "files__files_move")).toBe(true);
  expect(isTool("other__files_move", "files__files_move")).toBe(false);
  expect(isTool("move", "files__files_move")).toBe(false);
});
