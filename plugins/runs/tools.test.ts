import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import type { JsonObject } from "../../kernel/json.ts";

const world = createWorld();
const toolless: ServerSpec = {
  name: "toolless",
  transport: "in-process",
  rooted: false,
  trusted: true,
  create: () => Promise.reject(new Error("it has no tools today")),
};
let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server, toolless] });
  writeFileSync(join(house.dir, "a.md"), "hello\n");
});
afterAll(() => house[Symbol.asyncDispose]());

const callTool = (tool: string, args: JsonObject, more: JsonObject = {}) =>
  house.call("tools.call", { tool, args, dir: house.dir, ...more });

describe("the tools of a directory", () => {
  test("are listed with the class of what each does", async () => {
    const { tools } = await house.call<{ tools: JsonObject[] }>("tools.list", { dir: house.dir });
    const classes = Object.fromEntries(tools.map(({ key, effect }) => [String(key), effect]));
    expect(classes).toMatchObject({
      files__files_read: "read",
      files__files_write: "probe",
      data__data_tasks: "read",
      world__send: "once",
    });
  });

  test("are missing where a server fails, and the reason is said", async () => {
    const listed = await house.call("tools.list", { dir: house.dir });
    expect(listed["failed"]).toEqual([
      { server: "toolless", reason: expect.stringContaining("it has no tools today") },
    ]);
  });

  test("are shown with what they take, and a wrong name with the nearest", async () => {
    const shown = await house.call("tools.show", { tool: "files__files_read", dir: house.dir });
    expect(shown["definition"]).toMatchObject({ inputSchema: { required: ["path"] } });
    await expect(
      house.call("tools.show", { tool: "files__files_raed", dir: house.dir }),
    ).rejects.toMatchObject({
      code: "not_found",
      message: 'there is no tool files__files_raed (did you mean "files__files_read"?)',
    });
  });
});

describe("one tool called by itself", () => {
  test("is a run of its own, on record like any other", async () => {
    const made = await callTool("files__files_read", { path: "a.md" });
    expect(made).toMatchObject({ ok: true, view: { text: "hello\n" } });
    const types = house.events(String(made["run"])).map(({ type }) => type);
    expect(types).toContain("tool.intended");
    expect(types.at(-1)).toBe("run.finished");
  });

  test("means its arguments as they stand, dollars too", async () => {
    const made = await callTool("world__look", { name: "$look.name", list: ["$$x"] });
    expect(made).toMatchObject({ ok: true, view: { name: "$look.name" } });
  });

  test("says what the tool's own error was", async () => {
    const made = await callTool("files__files_read", { path: "gone.md" });
    expect(made["ok"]).toBe(false);
    expect(JSON.stringify(made["view"])).toContain("gone.md");
  });

  test("waits for approval when it may change something, and --yes covers what can be undone", async () => {
    const write = { path: "b.md", content: "x" };
    expect(await callTool("files__files_write", write)).toMatchObject({
      standing: "waiting",
      ok: false,
    });
    expect(await callTool("files__files_write", write, { yes: true })).toMatchObject({
      ok: true,
      outcome: "done",
    });
    const once = await callTool("world__send", { name: "x", value: "y" }, { yes: true });
    expect(once).toMatchObject({ standing: "waiting", ok: false });
    expect(world.calls).not.toContain("send x");
  });

  test("with wrong arguments is refused, and nothing is on record", async () => {
    const before = house.kernel.ledger.lastRow();
    await expect(callTool("files__files_read", { pth: "a.md" })).rejects.toMatchObject({
      code: "usage",
    });
    expect(house.kernel.ledger.lastRow()).toBe(before);
  });
});
