import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";

const world = createWorld({
  list: { run: () => ({ names: [...world.things.keys()], count: world.things.size }) },
  plan: { run: () => ({ names: ["lamp", "door"], values: ["on", "on"], count: 2 }) },
  add: { effect: "keyed", run: () => ({ id: "lamp" }) },
  sync: { effect: "keyed", run: () => ({ ok: true }) },
});
/** Another way to the same things. */
const camera = toolServer("camera", {
  view: { run: ({ at }) => ({ at: at ?? null, value: world.things.get(String(at)) ?? null }) },
  scan: { run: () => ({ count: world.things.size }) },
  keep: { run: ({ items }) => ({ items: items ?? [], count: [items].flat().length }) },
});

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server, camera] });
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => world.things.clear());

const put = (id: string, name: JsonValue, more: JsonObject = {}) =>
  call(id, "world__put", { name, value: "on" }, more);
const lie = (id: string, name: JsonValue) => call(id, "world__lie", { name, value: "on" });
const probe = (tool: string, args: JsonObject, matches: JsonObject) => ({
  probe: { tool, args },
  ...matches,
});
const look = (name: JsonValue, matches: JsonObject = has("name", name)) =>
  probe("world__look", { name }, matches);
const later = (name: JsonValue, more: JsonObject = {}) =>
  call("l", "world__look", { name }, { after: ["a"], expect: has("name", name), ...more });
const named = (names: JsonObject): JsonObject => ({
  matches: { required: ["names"], properties: { names } },
});
const names = (...all: string[]) =>
  named({ allOf: all.map((name) => ({ contains: { const: name } })) });

/** The changes of a plan that nothing has checked; every check in these plans holds. */
async function unchecked(steps: JsonObject[], ...goal: JsonObject[]): Promise<string[]> {
  const report = await house.run({ steps, expect: goal }, { allow: ["world__*"] });
  const found = report.missing.map((gap) => /^nothing has checked what step (\w+) did$/.exec(gap));
  expect(found).not.toContain(null);
  expect(report.checks).toBeGreaterThan(0);
  expect(report.outcome).toBe(found.length > 0 ? "incomplete" : "done");
  return found.map((match) => match![1]!);
}

describe("a check of something else proves nothing", () => {
  test("not in the goal, and two tools that did nothing end no run done", async () => {
    expect(await unchecked([lie("a", "lamp"), lie("b", "door")], look("wall"))).toEqual(["a", "b"]);
  });

  test("not in a later step", async () => {
    expect(await unchecked([lie("a", "lamp"), later("wall")])).toEqual(["a"]);
  });

  test("not by way of a read in between whose answer it does not use", async () => {
    const between = call("r", "world__look", { name: "lamp" }, { after: ["a"] });
    expect(await unchecked([lie("a", "lamp"), between, later("wall", { after: ["r"] })])).toEqual([
      "a",
    ]);
  });

  test("not by a look at the whole of another server", async () => {
    const scan = probe("camera__scan", {}, has("count", 0));
    expect(await unchecked([lie("a", "lamp")], scan)).toEqual(["a"]);
  });

  test("not because one character is the same under another name", async () => {
    world.things.set("1", "1");
    const change = call("a", "world__lie", { name: "x", value: "1" });
    expect(await unchecked([change], look("1"))).toEqual(["a"]);
  });

  test("not because of another element of the same list", async () => {
    const plan = call("p", "world__plan");
    expect(await unchecked([plan, lie("a", "$p.names[0]")], look("$p.names[1]"))).toEqual(["a"]);
  });

  test("not for each of a list, when it looks at one of them", async () => {
    const each = { ...lie("a", "$item"), each: "$p.names" };
    expect(await unchecked([call("p", "world__plan"), each], look("$p.names[0]"))).toEqual(["a"]);
  });

  test("not for each of a list, when it looks at what came of one of them", async () => {
    const each = { ...call("a", "world__add", { title: "$item" }), each: "$p.names" };
    const one = look("$a[0].id", has("name", "lamp"));
    expect(await unchecked([call("p", "world__plan"), each], one)).toEqual(["a"]);
  });

  test("not because both say nothing of something", async () => {
    const change = call("a", "world__put", { name: "lamp", note: "" });
    const view = probe("camera__view", { at: "wall", note: "" }, has("at", "wall"));
    expect(await unchecked([change], view)).toEqual(["a"]);
  });

  test("not because of characters that are a pattern elsewhere", async () => {
    const page = lie("a", "app/[id]/why?.md");
    expect(await unchecked([page], look("app/wall.md"))).toEqual(["a"]);
    expect(
      await unchecked([lie("a", "lamp")], probe("world__list", { of: "why?" }, has("count", 0))),
    ).toEqual(["a"]);
  });

  test("not by way of another change whose answer it uses", async () => {
    const other = put("b", "lamp", { after: ["a"] });
    const seen = probe("world__look", { name: "wall", mark: "$b.ok" }, has("name", "wall"));
    expect(await unchecked([lie("a", "lamp"), other], seen)).toEqual(["a"]);
  });

  test("not because it looks into the folder beside it", async () => {
    expect(await unchecked([lie("a", "notes/lamp.md")], look("notes/door.md"))).toEqual(["a"]);
  });
});

test("a check that did not hold proves nothing either", async () => {
  const steps = [lie("a", "lamp"), later("lamp", { expect: has("value", "on") })];
  const report = await house.run({ steps }, { allow: ["world__*"] });
  expect(report.outcome).toBe("incomplete");
  expect(report.missing).toContain("nothing has checked what step a did");
});

describe("a check of one change", () => {
  const on = (name: string) => look(name, has("value", "on"));

  test("proves no other one that should have come out alike", async () => {
    expect(await unchecked([put("a", "lamp"), lie("b", "door")], on("lamp"))).toEqual(["b"]);
  });

  test("proves no other one in the same place", async () => {
    const at = (id: string, name: string) =>
      call(id, "world__put", { name, room: "kitchen", value: "on" });
    const lamp = probe("world__look", { room: "kitchen", name: "lamp" }, has("value", "on"));
    expect(await unchecked([at("a", "lamp"), at("b", "door")], lamp)).toEqual(["b"]);
  });

  test("proves one before it of the same thing", async () => {
    const first = call("a", "world__put", { name: "lamp", value: "off" });
    expect(await unchecked([first, put("b", "lamp", { after: ["a"] })], on("lamp"))).toEqual([]);
  });

  test("declared by the tool of a later one, proves one of the same thing only", async () => {
    const declared = (name: string) =>
      call("b", "world__put_declared", { name, value: "off" }, { after: ["a"] });
    expect(await unchecked([put("a", "lamp"), declared("lamp")])).toEqual([]);
    expect(await unchecked([put("a", "lamp"), declared("door")])).toEqual(["a"]);
  });

  test("by a probe of a later one, does not count for what that one says besides", async () => {
    const b = put("b", "lamp", { after: ["a"], expect: [look("wall")] });
    expect(await unchecked([lie("a", "lamp"), b])).toEqual(["a"]);
  });
});

describe("a check is about a change", () => {
  test("by a name of any length under the same name", async () => {
    expect(await unchecked([put("a", "x")], look("x", has("name", "x")))).toEqual([]);
  });

  test("by a value that another server is asked for", async () => {
    const view = probe("camera__view", { at: "lamp" }, has("value", "on"));
    expect(await unchecked([put("a", "lamp")], view)).toEqual([]);
  });

  test("by a number", async () => {
    const change = call("a", "world__put", { name: 7, value: "on" });
    expect(await unchecked([change], probe("camera__view", { at: 7 }, has("value", "on")))).toEqual(
      [],
    );
  });

  test("by a value that it finds, as a constant, one of several, or in a list", async () => {
    const list = (matches: JsonObject) => probe("world__list", { of: "everything" }, matches);
    expect(await unchecked([put("a", "lamp")], list(has("names", ["lamp"])))).toEqual([]);
    expect(await unchecked([put("a", "lamp")], list(names("lamp")))).toEqual([]);
    const oneOf = named({ minItems: 1, items: { enum: ["lamp", "wall"] } });
    expect(await unchecked([put("a", "lamp")], list(oneOf))).toEqual([]);
  });

  test("when it names each of them in what it finds", async () => {
    const both = probe("world__list", { of: "everything" }, names("lamp", "door"));
    expect(await unchecked([put("a", "lamp"), put("b", "door")], both)).toEqual([]);
  });

  test("when what it finds is this one's, though it looks where another was made", async () => {
    const close = call("a", "world__forget", { name: "door" });
    const open = call("b", "world__put", { name: "lamp", room: "kitchen" });
    const gone = named({ not: { contains: { const: "door" } } });
    const room = probe("world__list", { of: "kitchen" }, gone);
    expect(await unchecked([close, open], room)).toEqual([]);
  });

  test("when it names both, and more of another one", async () => {
    const b = call("b", "world__put", { name: "door", room: "kitchen" });
    const both = probe("world__list", { of: ["lamp", "door", "kitchen"] }, has("count", 2));
    expect(await unchecked([put("a", "lamp"), b], both)).toEqual([]);
  });

  test("by a look at the whole, however the whole is written", async () => {
    const steps = () => [put("a", "lamp"), put("b", "door")];
    const wholes: JsonObject[] = [
      {},
      { of: "." },
      { of: "/" },
      { of: "**/*" },
      { of: "", deep: true },
    ];
    for (const args of wholes)
      expect(await unchecked(steps(), probe("world__list", args, has("count", 2)))).toEqual([]);
    const part = probe("world__list", { of: "wall" }, has("count", 2));
    expect(await unchecked(steps(), part)).toEqual(["a", "b"]);
  });

  test("that names nothing, if it looks at the same server", async () => {
    const sync = () => call("a", "world__sync");
    expect(await unchecked([sync()], look("wall"))).toEqual([]);
    expect(
      await unchecked([sync()], probe("camera__view", { at: "wall" }, has("at", "wall"))),
    ).toEqual(["a"]);
  });

  test("by the folder that it is in, a pattern of it, or its longer name", async () => {
    for (const place of ["notes", "./notes/", "notes/*.md", "/home/ada/notes/lamp.md", "lamp.md"]) {
      const seen = probe("camera__view", { at: place }, has("at", place));
      expect(await unchecked([put("a", "notes/lamp.md")], seen)).toEqual([]);
    }
  });

  test("by the same earlier result, or another part of it", async () => {
    const steps = () => [call("p", "world__plan"), put("a", "$p.names[0]")];
    const view = (at: string) => probe("camera__view", { at }, { matches: { required: ["at"] } });
    expect(await unchecked(steps(), view("$p.names[0]"))).toEqual([]);
    expect(await unchecked(steps(), view("$p.names"))).toEqual([]);
    expect(await unchecked(steps(), view("$p.names[*]"))).toEqual([]);
    expect(await unchecked(steps(), view("$p.values[1]"))).toEqual([]);
  });

  test("by the goal's own words", async () => {
    expect(await unchecked([put("a", "$goal.text")], look("$goal.text"))).toEqual([]);
    expect(await unchecked([put("a", "$goal.text")], look("$goal.input"))).toEqual(["a"]);
  });

  test("by what the change answered", async () => {
    const add = () => call("a", "world__add", { title: "A lamp" });
    expect(await unchecked([add(), later("$a.id", { expect: has("name", "lamp") })])).toEqual([]);
    expect(await unchecked([add()], look("$a.id", has("name", "$a.id")))).toEqual([]);
  });

  test("by a read between them whose answer it uses", async () => {
    const read = (name: string) => call("r", "world__look", { name }, { after: ["a"] });
    const kept = call("k", "camera__keep", { items: "$r" }, { expect: has("count", 1) });
    expect(await unchecked([put("a", "lamp"), read("lamp"), kept])).toEqual([]);
    expect(await unchecked([put("a", "lamp"), read("wall"), kept])).toEqual(["a"]);
    const whole = call("r", "world__list", {}, { after: ["a"] });
    expect(await unchecked([put("a", "lamp"), whole, kept])).toEqual([]);
  });

  test("by such a read in the goal, but not by one before the change", async () => {
    const seen = probe("camera__keep", { items: "$r" }, has("count", 1));
    const read = (more: JsonObject) => call("r", "world__look", { name: "lamp" }, more);
    expect(await unchecked([put("a", "lamp"), read({ after: ["a"] })], seen)).toEqual([]);
    expect(await unchecked([read({}), put("a", "lamp", { after: ["r"] })], seen)).toEqual(["a"]);
  });
});

describe("a change for each of a list is checked", () => {
  const plan = call("p", "world__plan");
  const each = (list: string, name = "$item") => ({ ...put("a", name), each: list });

  test("by a look for each of them, or at the list", async () => {
    const looks = later("$item", { each: "$p.names", expect: has("value", "on") });
    expect(await unchecked([plan, each("$p.names"), looks])).toEqual([]);
    const found = probe("world__list", { of: "everything" }, has("count", "$p.count"));
    expect(await unchecked([plan, each("$p.names")], found)).toEqual([]);
  });

  test("by a look at the list that its own was made of, on the same server only", async () => {
    const due = call("due", "camera__keep", { items: "$p.names" });
    const list = (tool: string) => probe(tool, { of: "$p.names" }, has("count", 2));
    expect(await unchecked([plan, due, each("$due.items")], list("world__list"))).toEqual([]);
    expect(await unchecked([plan, due, each("$due.items")], list("camera__scan"))).toEqual(["a"]);
  });

  test("not by a look for each of another list", async () => {
    const looks = later("$item", { each: "$q.names", expect: has("name", "$item") });
    const other = call("q", "world__plan");
    expect(await unchecked([plan, other, each("$p.names"), looks])).toEqual(["a"]);
  });
});
