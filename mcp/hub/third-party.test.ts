import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { StdioSpec } from "./index.ts";
import { packageFile, stdioFixture, testHub } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real processes: a server that ignores polite signals takes its grace.
setDefaultTimeout(30_000);

const dir = realpathSync(mkdtempSync(`${tmpdir()}/hub-third-party-`));

function fromNpm(name: string, args: string[] = [], over: Partial<StdioSpec> = {}): StdioSpec {
  const entry = packageFile(`@modelcontextprotocol/server-${name}/dist/index.js`);
  return stdioFixture({ name, trusted: false, args: [entry, ...args], ...over });
}

describe("servers from npm, all at once, behind one hub", () => {
  let hub: TestHub;
  beforeAll(() => {
    const memory = { MEMORY_FILE_PATH: `${dir}/memory.jsonl` };
    hub = testHub([
      // Rooted: it runs in the run's directory, so that "." is that directory.
      fromNpm("filesystem", ["."]),
      fromNpm("everything", ["stdio"], { rooted: false }),
      fromNpm("memory", [], { rooted: false, env: memory, effects: { create_entities: "keyed" } }),
      stdioFixture({
        name: "v1",
        trusted: false,
        args: [`${import.meta.dir}/fixture-server-v1.ts`],
      }),
    ]);
  });
  afterAll(() => hub.close());

  test("all of them offer their tools, and none is left out", async () => {
    const tools = await hub.list(dir);
    const count = (server: string) => tools.filter((tool) => tool.server === server).length;
    expect(count("filesystem")).toBeGreaterThanOrEqual(10);
    expect(count("everything")).toBeGreaterThanOrEqual(8);
    expect(count("memory")).toBe(9);
    expect(count("v1")).toBe(2);
    expect(hub.events.map((event) => event.type)).toEqual(Array(4).fill("server.started"));
    expect(hub.status().flatMap((status) => status.leftOut)).toEqual([]);
  });

  test("their annotations are hints: a read is a read, a write is once, configuration wins", async () => {
    const tools = await hub.list(dir);
    const effect = (server: string, name: string) =>
      tools.find((tool) => tool.server === server && tool.name === name)?.effect;
    expect(effect("filesystem", "read_text_file")).toBe("read");
    expect(effect("filesystem", "write_file")).toBe("once");
    expect(effect("memory", "create_entities")).toBe("keyed");
    expect(effect("memory", "delete_entities")).toBe("once");
    expect(effect("v1", "add")).toBe("once");
  });

  test("filesystem reads and writes in the run's directory and nowhere else", async () => {
    writeFileSync(`${dir}/note.md`, "hello from the vault\n");
    const read = { server: "filesystem", dir };
    const inside = await hub.ask("read_text_file", { path: `${dir}/note.md` }, read);
    expect(inside.ok).toBe(true);
    expect(JSON.stringify(inside.view)).toContain("hello from the vault");
    const written = { path: `${dir}/new.md`, content: "written" };
    expect((await hub.ask("write_file", written, read)).ok).toBe(true);
    expect(await Bun.file(`${dir}/new.md`).text()).toBe("written");
    const outside = await hub.ask("read_text_file", { path: "/etc/hostname" }, read);
    expect(outside.ok).toBe(false);
    expect(JSON.stringify(outside.view)).toContain("denied");
  });

  test("everything echoes, adds and sends a picture", async () => {
    const everything = { server: "everything", dir };
    const echo = await hub.ask("echo", { message: "hello" }, everything);
    expect(echo).toMatchObject({ ok: true, view: { text: "Echo: hello" } });
    const structured = await hub.ask("get-structured-content", { location: "Chicago" }, everything);
    expect(structured).toMatchObject({ ok: true, view: { temperature: expect.any(Number) } });
    const picture = await hub.ask("get-tiny-image", {}, everything);
    expect(picture.view).toMatchObject({
      content: expect.arrayContaining([expect.objectContaining({ type: "image" })]),
    });
  });

  test("memory remembers between two calls", async () => {
    const memory = { server: "memory", dir };
    const entity = { name: "Ines", entityType: "person", observations: ["likes tea"] };
    expect((await hub.ask("create_entities", { entities: [entity] }, memory)).ok).toBe(true);
    const { view } = await hub.ask("search_nodes", { query: "tea" }, memory);
    expect(view).toMatchObject({ entities: [entity] });
  });

  test("a server of the SDK's first line answers, refuses and gets the meta", async () => {
    const v1 = { server: "v1", dir };
    const sum = await hub.ask("add", { a: 2, b: 3 }, v1);
    expect(sum).toMatchObject({ ok: true, view: { sum: 5 } });
    const wrong = await hub.ask("add", { a: "two" }, v1);
    expect(wrong.ok).toBe(false);
    const meta = await hub.ask("meta", {}, { ...v1, meta: { key: "k1" } });
    expect(meta).toMatchObject({ ok: true, view: { text: '{"key":"k1"}' } });
  });

  test("twenty calls to each at once all answer", async () => {
    const calls = Array.from({ length: 20 }, (_, index) => [
      hub.ask("echo", { message: String(index) }, { server: "everything", dir }),
      hub.ask("add", { a: index, b: 1 }, { server: "v1", dir }),
      hub.ask("list_directory", { path: dir }, { server: "filesystem", dir }),
    ]);
    for (const { ok } of await Promise.all(calls.flat())) expect(ok).toBe(true);
  });
});
