import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { createValidator } from "../validator/validator.ts";
import { allowGrant } from "./allow.ts";

const text = { type: "string" };
const schema = (...names: string[]): JsonObject => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, text])),
});
const run = () => ({ ok: true });
const office = toolServer("office", {
  read: { run, paths: ["$args.path"], inputSchema: schema("path") },
  write: { run, effect: "probe", paths: ["$args.path"], inputSchema: schema("path", "content") },
  move: {
    run,
    effect: "probe",
    paths: ["$args.from", "$args.to"],
    inputSchema: schema("from", "to"),
  },
  mail: { run, effect: "once", inputSchema: schema("to", "body", "copies") },
  /** Its paths are not all arguments of their own. */
  pack: {
    run,
    effect: "probe",
    paths: ["$args.path", "$args.rest.path"],
    inputSchema: schema("path"),
  },
  free: { run, effect: "once" },
});

let house: House;
let tools: readonly ToolDefinition[];
beforeAll(async () => {
  house = await openHouse({ servers: [office] });
  tools = await house.hub.list(house.dir);
});
afterAll(() => house[Symbol.asyncDispose]());

const validator = createValidator();

/** Does an allowance cover a call? As the kernel judges it, with what the ledger keeps of the allowance. */
function covers(allowed: string, tool: string, args: JsonValue): boolean {
  const { allows } = JSON.parse(JSON.stringify(allowGrant(allowed, tools))) as ReturnType<
    typeof allowGrant
  >;
  return allows.some(
    (one) => one.tool === tool && validator.mismatch(one.args as JsonObject, args) === null,
  );
}
const refusal = (allowed: string) => {
  try {
    allowGrant(allowed, tools);
  } catch (error) {
    return error as { code: string; message: string; hint: string };
  }
  throw new Error(`${allowed} was taken`);
};

describe("a bare pattern is about the paths of a tool", () => {
  const cases: readonly [pattern: string, path: JsonValue, covered: boolean][] = [
    ["notes/*", "notes/a.md", true],
    ["notes/*", "notes/deep/a.md", true],
    ["./notes/*", "notes/a.md", true],
    ["notes/*", "notes", false],
    ["notes/*", "other/a.md", false],
    ["notes/*", "old/notes/a.md", false],
    ["notes/*", "notes/../secret.md", false],
    ["notes/*", "notes/..", false],
    ["notes/*", "notes/a\n/../../secret.md", false],
    ["notes/*", "../notes/a.md", false],
    ["notes/*", "/notes/a.md", false],
    ["notes/*", "Notes/a.md", false],
    ["notes/*", "notes/..a/b..md", true],
    ["*", "a.md", true],
    ["*", "/etc/passwd", false],
    ["*.md", "/home/ines/a.md", false],
    ["*", "..", false],
    ["*", "a/../../b", false],
    ["/srv/*", "/srv/a", true],
    ["/srv/*", "/srv/../etc/passwd", false],
    ["a.md", "a.md", true],
    ["a.md", "axmd", false],
    ["a+(b).md", "a+(b).md", true],
    ["a+(b).md", "aab.md", false],
    ["a[bc].md", "ab.md", false],
    ["a*z", "a\nz", true],
    ["5", 5, true],
    ["notes/*", ["notes/a.md"], false],
    ["notes/*", { toString: "notes/a.md" }, false],
    ["notes/*", null, false],
  ];
  for (const [pattern, path, covered] of cases)
    test(`${JSON.stringify(pattern)} ${covered ? "covers" : "does not cover"} ${JSON.stringify(path)}`, () => {
      expect(covers(`office__write:${pattern}`, "office__write", { path, content: "x" })).toBe(
        covered,
      );
    });

  test("all of them must fit", () => {
    const judged = (from: string, to: string) =>
      covers("office__move:notes/*", "office__move", { from, to });
    expect(judged("notes/a", "notes/b")).toBe(true);
    expect(judged("notes/a", "b")).toBe(false);
    expect(judged("a", "notes/b")).toBe(false);
    expect(covers("office__move:notes/*", "office__move", { from: "notes/a" })).toBe(false);
  });

  test("a call without the path is not covered", () => {
    expect(covers("office__write:*", "office__write", { content: "x" })).toBe(false);
  });

  test("no path with a part .. is ever covered, whatever the pattern", () => {
    const part = fc.constantFrom("a", "..", ".", "", "b\n", "*", "..a");
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.constantFrom("*", "a*", "**/**"),
        (parts, p) => {
          const path = parts.join("/");
          const isOut = path.split("/").includes("..") || path.startsWith("/");
          if (covers(`office__write:${p}`, "office__write", { path })) expect(isOut).toBe(false);
        },
      ),
    );
  });
});

describe("a pattern with a name is about that argument", () => {
  test("and what it allows is not taken from another argument", () => {
    const judged = (args: JsonObject) => covers("office__mail:to=ines@*", "office__mail", args);
    expect(judged({ to: "ines@example.org", body: "hello" })).toBe(true);
    expect(judged({ to: "tom@example.org", body: '"to":"ines@example.org"' })).toBe(false);
    expect(judged({ to: "tom@example.org", 'to":"ines@example.org': "x" })).toBe(false);
    expect(judged({ body: "to=ines@example.org" })).toBe(false);
    expect(judged({ to: { to: "ines@example.org" } })).toBe(false);
    expect(judged(JSON.parse('{"__proto__":{"to":"ines@example.org"},"body":"x"}'))).toBe(false);
  });

  test("several must all fit; a comma that no name follows is part of the text", () => {
    const judged = (to: string, body: string) =>
      covers("office__mail:to=ines,body=one, two*", "office__mail", { to, body });
    expect(judged("ines", "one, two and three")).toBe(true);
    expect(judged("ines", "one")).toBe(false);
    expect(judged("tom", "one, two")).toBe(false);
  });

  test("quotes, braces and backslashes stand for themselves", () => {
    const said = '{"a": "b\\"}';
    expect(covers(`office__mail:body=${said}`, "office__mail", { body: said })).toBe(true);
    expect(covers(`office__mail:body=${said}`, "office__mail", { body: { a: 'b"' } })).toBe(false);
  });

  test("a number or a yes is itself and its text; * alone is anything that is there", () => {
    const judged = (copies: JsonValue) =>
      covers("office__mail:copies=2", "office__mail", { copies });
    expect([judged(2), judged("2"), judged(20), judged(null)]).toEqual([true, true, false, false]);
    expect(covers("office__mail:copies=*", "office__mail", { copies: [1] })).toBe(true);
    expect(covers("office__mail:copies=*", "office__mail", { to: "x" })).toBe(false);
  });
});

describe("tools", () => {
  test("are meant by their name, or by one with stars; only those that change something", () => {
    const keys = (allowed: string) => allowGrant(allowed, tools).allows.map(({ tool }) => tool);
    expect(keys("office__write")).toEqual(["office__write"]);
    expect(keys("office__*")).toEqual(["office__*"]);
    expect(keys("office__*:notes/*").toSorted()).toEqual(["office__move", "office__write"]);
    expect(keys("office__*:to=ines").toSorted()).toEqual([
      "office__free",
      "office__mail",
      "office__move",
    ]);
  });

  test.each([
    ["office__wriet", 'there is no tool office__wriet (did you mean "office__write"?)'],
    ["nothing__*", "there is no tool nothing__*"],
    ["office__mail:ines*", "office__mail: which argument is the pattern for?"],
    ["office__pack:notes/*", "office__pack: which argument is the pattern for?"],
    ["office__mail:too=ines", 'office__mail has no argument too (did you mean "to"?)'],
    ["office__mail:to=ines,to=tom", "to is there twice"],
    ["office__write:", "office__write: the pattern is empty"],
  ])("%p is refused: %s", (allowed, message) => {
    const { code, message: said, hint } = refusal(allowed);
    expect(code).toBe("usage");
    expect(said).toContain(message);
    expect(hint).not.toBe("");
  });

  test("every tool of the house can be named", () => {
    for (const tool of tools) expect(() => allowGrant(toolKey(tool), tools)).not.toThrow();
  });
});

test("a run is allowed just that, and what is outside waits for a person", async () => {
  const write = (path: string) => ({
    steps: [call("w", "files__files_write", { path, content: "x" })],
  });
  const allow = ["files__files_write:notes/*"];
  const before = house.kernel.ledger.lastRow();
  await expect(house.start(write("a.md"), { allow: ["files__files_wirte"] })).rejects.toThrow(
    "did you mean",
  );
  expect(house.kernel.ledger.lastRow()).toBe(before);
  expect((await house.run(write("notes/a.md"), { allow })).outcome).toBe("done");
  const outside = await house.run(write("notes2/a.md"), { allow });
  expect(outside.standing).toBe("waiting");
  await house.call("run.stop", { run: outside.run });
});
