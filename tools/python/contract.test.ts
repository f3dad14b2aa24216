import { afterAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { childrenOf, inProcess, overStdio, type Session, temporaryStore } from "./testing.ts";

const store = temporaryStore();
const sessions: [string, Session][] = [
  ["in process", await inProcess({ store: store.path })],
  ["over stdio, 2025 revision", await overStdio(store.path, "legacy")],
  ["over stdio, 2026 revision", await overStdio(store.path, "auto")],
];
afterAll(async () => {
  for (const [, session] of sessions) await session[Symbol.asyncDispose]();
  store.remove();
});

const NAMES = [
  "python_packages",
  "python_run",
  "python_session_close",
  "python_session_exec",
  "python_session_fork",
  "python_session_list",
  "python_session_open",
  "python_session_restore",
];

test.each(sessions)(
  "%s, every tool is a read that says what it takes and answers",
  async (_, session) => {
    const { tools } = await session.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(NAMES);
    for (const tool of tools) {
      expect(tool.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(tool._meta).toMatchObject({ "dev.glassbox/effect": "read", "dev.glassbox/paths": [] });
      expect(tool.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: "object" });
      expect(tool.description).not.toBe("");
    }
  },
);

test.each(sessions)("%s, what a caller gets wrong is named with its mend", async (_, session) => {
  const refused = async (name: string, args: Record<string, never> | object) => {
    const answer = await session.call(name, args as Record<string, never>);
    expect(answer.isError).toBe(true);
    return answer.text;
  };
  expect(await refused("python_run", {})).toContain("give Python source");
  expect(await refused("python_run", { code: " " })).toContain("is empty; give Python source");
  expect(await refused("python_run", { code: "1", cod: "2" })).toContain(
    "unknown argument cod; the arguments are code, files, stdin",
  );
  expect(await refused("python_run", { code: "1", image: "none" })).toBe(
    'image: there is no "none"; there is base',
  );
  expect(await refused("python_packages", { image: "none" })).toBe(
    'image: there is no "none"; there is base',
  );
  for (const path of ["../out.txt", "/etc/passwd", "a//b", "./a", "a\\b", ""])
    expect(await refused("python_run", { code: "1", files: { [path]: "x" } })).toBe(
      `files: ${JSON.stringify(path)} is no path below the working folder; give one such as data/in.csv`,
    );
  expect(await refused("python_session_exec", { session: "none", code: "1" })).toContain(
    'session: there is no open session "none"',
  );
  const checkpoint = "0".repeat(64);
  expect(await refused("python_session_open", { checkpoint })).toContain("there is no checkpoint");
  expect(await refused("python_session_open", { checkpoint: "0" })).toContain("64 lowercase");
});

test("nothing is started, loaded or written before the first program", async () => {
  for (const [, session] of sessions) await session.call("python_session_list", {});
  expect(existsSync(join(store.path, "checkpoints"))).toBe(false);
  for (const [, session] of sessions.slice(1)) {
    const { pid } = session.client.transport as StdioClientTransport;
    expect(childrenOf(pid ?? 0)).toEqual([]);
  }
});

test("a client that offers nothing has no arguments for what it does not offer", async () => {
  for (const [, session] of sessions) {
    const { tools } = await session.client.listTools();
    const run = tools.find(({ name }) => name === "python_run");
    for (const name of ["tools", "inputs", "outputs"])
      expect(run?.inputSchema.properties).not.toHaveProperty(name);
  }
});

test.each([
  [{ extensions: { "dev.glassbox/tools": {} } }, ["tools"]],
  [{ experimental: { "dev.glassbox/tools": {} } }, ["tools"]],
  [{ extensions: { "dev.glassbox/files": {} } }, ["inputs", "outputs"]],
])("a client that declares %j has the arguments %j", async (capabilities, names) => {
  const session = await inProcess({ store: store.path }, { capabilities });
  const { tools } = await session.client.listTools();
  await session[Symbol.asyncDispose]();
  for (const tool of ["python_run", "python_session_exec"]) {
    const { properties } = tools.find(({ name }) => name === tool)?.inputSchema ?? {};
    const given = Object.keys(properties ?? {});
    expect(
      given.filter((name) => ["tools", "inputs", "outputs"].includes(name)).toSorted(),
    ).toEqual(names.toSorted());
  }
});

test("a store that is no absolute path is refused", () => {
  expect(inProcess({ store: "here" })).rejects.toThrow('store: "here" is no absolute path');
});
