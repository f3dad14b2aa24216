import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { testHome, type TestHome } from "../../ui/socket/testing.ts";
import { CLIENTS, clientNamed } from "./clients/index.ts";
import { checkClient, connectClient, type Connecting, undoConnect } from "./connect.ts";
import { readEdits } from "./journal.ts";
import { RECORDED, SMALL } from "./recorded.ts";
import type { Program } from "./server.ts";

setDefaultTimeout(60_000);

const LAUNCHER = join(import.meta.dir, "../../ui/cli/glassbox.mjs");
let home: TestHome;
let program: Program;

beforeAll(async () => {
  home = testHome(60_000);
  // Else the first machine's start is the kernel's, which keeps that one's HOME.
  await home.run(["status"]);
  const env = { GLASSBOX_HOME: home.home, OLLAMA_HOST: "127.0.0.1:9" };
  program = { command: process.execPath, args: [LAUNCHER, "mcp", "serve"], env };
});
afterAll(async () => await home[Symbol.asyncDispose]());

/** A person's home with one client's settings in it. */
function machine(id: string, text: string | null) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "gb-client-")));
  const client = clientNamed(id);
  const place = { platform: process.platform, home: root, env: {} };
  const file = client.file(place);
  if (text !== null) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const to: Connecting = { client, place, folder: join(root, "edits"), name: "glassbox" };
  const read = () => readFileSync(file, "utf8");
  const [undo, dispose] = [() => undoConnect(to)[0]!.how, () => rmSync(root, { recursive: true })];
  return { root, file, to, read, undo, [Symbol.dispose]: dispose };
}

const TOOLS = ["search", "describe", "call", "run", "status", "show", "why", "undo", "stop"];

describe("every client", () => {
  for (const { id } of CLIENTS)
    test(`${id}: what was written starts with an empty environment, and is undone to the byte`, async () => {
      const text = RECORDED[id]!;
      for (const said of [text, text.replaceAll("\n", "\r\n"), `\uFEFF${text}`]) {
        using at = machine(id, said);
        const { tools, isWritten } = await connectClient(at.to, program);
        expect({ tools, isWritten }).toEqual({ tools: TOOLS, isWritten: true });
        expect(at.read()).toContain(LAUNCHER);
        expect((await checkClient(at.to)).tools).toEqual(TOOLS);
        expect(at.undo()).toBe("exact");
        expect(at.read()).toBe(said);
        expect(readdirSync(at.to.folder)).toEqual([]);
      }
    });

  test("has settings that say nothing yet, or none at all", async () => {
    for (const { id, format } of CLIENTS) {
      using none = machine(id, null);
      await connectClient(none.to, program);
      expect(none.undo()).toBe("exact");
      expect(existsSync(none.file)).toBe(false);
      if (format === "toml") continue;
      for (const text of Object.values(SMALL)) {
        using at = machine(id, text);
        expect((await connectClient(at.to, program)).tools).toEqual(TOOLS);
        expect(at.undo()).toBe("exact");
        expect(at.read()).toBe(text);
      }
    }
  });
});

test("what else was changed since stays when it is undone", async () => {
  for (const { id } of CLIENTS) {
    const text = RECORDED[id]!;
    using at = machine(id, text);
    await connectClient(at.to, program);
    writeFileSync(at.file, `${at.read()}\n\n`);
    expect(at.undo()).toBe("part");
    expect(at.read()).toBe(`${text}\n\n`);
  }
});

test("connecting twice writes once, and another surface takes the place of the first", async () => {
  using at = machine("codex", RECORDED["codex"]!);
  await connectClient(at.to, program);
  const once = at.read();
  expect((await connectClient(at.to, program)).isWritten).toBe(false);
  expect(at.read()).toBe(once);
  const full = { ...program, args: [...program.args, "--surface", "full"] };
  const { tools } = await connectClient(at.to, full);
  expect(tools.length).toBeGreaterThan(TOOLS.length);
  expect(at.read().match(/\[mcp_servers\.glassbox\]/g)).toHaveLength(1);
  expect(undoConnect(at.to).map(({ how }) => how)).toEqual(["exact", "exact"]);
  expect(at.read()).toBe(RECORDED["codex"]!);
  expect(() => undoConnect(at.to)).toThrow(/nothing of ours is on record/);
});

test("another server of the same name stays, and the mend is another name", async () => {
  const text = '{"mcpServers": {"glassbox": {"command": "theirs"}}}';
  using at = machine("cursor", text);
  const refused = connectClient(at.to, program);
  expect(refused).rejects.toMatchObject({
    code: "usage",
    hint: "glassbox connect cursor --name another-name",
  });
  await refused.catch(() => {});
  expect(at.read()).toBe(text);
  const other = { ...at.to, name: "glassbox-kernel" };
  await connectClient(other, program);
  expect(JSON.parse(at.read()).mcpServers).toMatchObject({ glassbox: { command: "theirs" } });
  expect(undoConnect(other)[0]!.how).toBe("exact");
});

test("a link stays a link, the file keeps its mode, and a read-only one is left alone", async () => {
  using at = machine("gemini", null);
  const real = join(at.root, "dotfiles.json");
  writeFileSync(real, RECORDED["gemini"]!);
  chmodSync(real, 0o640);
  mkdirSync(dirname(at.file), { recursive: true });
  symlinkSync(real, at.file);
  await connectClient(at.to, program);
  expect(lstatSync(at.file).isSymbolicLink()).toBe(true);
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect(readFileSync(real, "utf8")).toContain(LAUNCHER);
  at.undo();
  expect(readFileSync(real, "utf8")).toBe(RECORDED["gemini"]!);
  chmodSync(real, 0o440);
  const refused = await connectClient(at.to, program).catch((error: Error) => error.message);
  expect(refused).toContain("is read-only; nothing was written");
  expect(readFileSync(real, "utf8")).toBe(RECORDED["gemini"]!);
  expect(readEdits(at.to.folder)).toEqual([]);
});

test("broken settings are refused with line and column, and nothing is written", async () => {
  for (const [id, text, where] of [
    ["claude-desktop", '{\n  "mcpServers": {\n    // mine\n  }\n}', ":3:5:"],
    ["vscode", '{\n  "servers": {\n    "a": }\n', ":3:10:"],
    ["codex", "model = \n", ":1:"],
  ] as const) {
    using at = machine(id, text);
    const refused = await connectClient(at.to, program).catch((error: Error) => error.message);
    expect(refused).toContain(`${at.file}${where}`);
    expect(at.read()).toBe(text);
    expect(existsSync(at.to.folder)).toBe(false);
  }
  using latin = machine("cursor", null);
  mkdirSync(dirname(latin.file), { recursive: true });
  writeFileSync(latin.file, Buffer.from([0xff, 0xfe, 0x7b, 0]));
  expect(connectClient(latin.to, program)).rejects.toThrow("is not UTF-8");
});

test("what does not start is taken back, with what it said", async () => {
  using at = machine("opencode", RECORDED["opencode"]!);
  const starts: [Program, RegExp][] = [
    [{ ...program, env: { GLASSBOX_HOME: LAUNCHER } }, /taken back/],
    [{ ...program, command: "/nowhere/bun" }, /nowhere\/bun/],
  ];
  for (const [broken, words] of starts) {
    const refused = await connectClient(at.to, broken).catch((error: Error) => error.message);
    expect(refused).toMatch(words);
    expect(at.read()).toBe(RECORDED["opencode"]!);
    expect(readEdits(at.to.folder)).toEqual([]);
  }
});
