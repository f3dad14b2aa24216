import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, InMemoryTransport, type JSONObject } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createServer, type ShellOptions } from "./index.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function directory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "shell-test-")));
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function connect(options: Partial<ShellOptions> = {}): Promise<Client> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createServer({ root: directory(), enabled: true, ...options }).connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  cleanups.push(() => client.close());
  return client;
}

async function run(client: Client, args: JSONObject, signal?: AbortSignal) {
  const call = { name: "shell_run", arguments: args };
  const result = await client.callTool(call, signal && { signal });
  const [first] = result.content;
  return {
    isError: result.isError === true,
    text: first?.type === "text" ? first.text : "",
    data: Object(result.structuredContent) as Record<string, unknown>,
  };
}

function isAlive(pid: number): boolean {
  const { stdout } = Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)]);
  const state = stdout.toString().trim();
  return state !== "" && !state.startsWith("Z");
}

/** The process that a command named in the file `ready`, which it moved there when it was complete. */
async function readyPid(root: string): Promise<number> {
  const file = join(root, "ready");
  while (!existsSync(file)) await Bun.sleep(10);
  return Number(readFileSync(file, "utf8"));
}

/** Ends when the process has: a kill takes effect a moment after it was sent. */
async function death(pid: number): Promise<void> {
  while (isAlive(pid)) await Bun.sleep(10);
}

test("a command answers its output and status; a status other than 0 is no tool error", async () => {
  const client = await connect();
  const answer = await run(client, { command: "echo out; echo err >&2; exit 3" });
  expect(answer).toMatchObject({
    isError: false,
    data: {
      exitCode: 3,
      signal: null,
      stdout: "out\n",
      stderr: "err\n",
      truncated: false,
      durationMs: expect.any(Number),
    },
  });
});

test("a command runs in the root and reads its standard input", async () => {
  const root = directory();
  const client = await connect({ root });
  const answer = await run(client, { command: "pwd; cat", stdin: "héllo" });
  expect(answer.data).toMatchObject({ stdout: `${root}\nhéllo` });
});

test("a command that reads nothing does not fail for what it was given", async () => {
  const client = await connect();
  const answer = await run(client, { command: "exec true", stdin: "x".repeat(1_000_000) });
  expect(answer.data).toMatchObject({ exitCode: 0 });
});

test("nothing of the environment is passed on but four names", async () => {
  process.env.GLASSBOX_TEST_SECRET = "secret";
  cleanups.push(() => delete process.env.GLASSBOX_TEST_SECRET);
  const client = await connect();
  const { data } = await run(client, { command: "env | cut -d= -f1 | sort" });
  // PWD, SHLVL and _ are made by the shell itself, not inherited.
  const names = String(data.stdout).trim().split("\n");
  const inherited = names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name));
  expect(inherited).toEqual(["HOME", "LANG", "PATH", "TERM"]);
});

test("a command that ends by a signal says which", async () => {
  const client = await connect();
  const { data } = await run(client, { command: "kill -TERM $$" });
  expect(data).toMatchObject({ exitCode: null, signal: "SIGTERM" });
});

test("at the deadline the whole group is killed, children in the background too", async () => {
  const client = await connect({ timeoutMs: 500 });
  const answer = await run(client, { command: "sleep 600 & echo $!; sleep 600" });
  expect(answer.isError).toBe(true);
  expect(answer.text).toMatch(/^command: ran longer than 500 ms and was killed .* Give/);
  expect(answer.data).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  await death(Number(String(answer.data.stdout).trim()));
});

test("what a command leaves in the background ends with it and holds up no answer", async () => {
  const client = await connect();
  const { data } = await run(client, { command: "sleep 600 & echo $!" });
  expect(data).toMatchObject({ exitCode: 0 });
  await death(Number(String(data.stdout).trim()));
});

test("an aborted call kills the whole group", async () => {
  const root = directory();
  const client = await connect({ root });
  const abort = new AbortController();
  const command = "sleep 600 & echo $! > pid; mv pid ready; sleep 600";
  const call = run(client, { command }, abort.signal);
  const pid = await readyPid(root);
  expect(isAlive(pid)).toBe(true);
  abort.abort(new Error("enough"));
  await expect(call).rejects.toThrow("enough");
  await death(pid);
});

test("a long output keeps its beginning and its end", async () => {
  const client = await connect({ maxOutputBytes: 1000 });
  const { data } = await run(client, { command: "echo begin; yes | head -c 5000000; echo end" });
  expect(data.truncated).toBe(true);
  expect(data.stdout).toMatch(/^begin\ny\n/);
  expect(data.stdout).toMatch(/\n… 4999010 bytes left out …\n/);
  expect(data.stdout).toMatch(/y\nend\n$/);
  const exact = await run(client, { command: "yes | head -c 1000" });
  expect(exact.data).toMatchObject({ truncated: false, stdout: "y\n".repeat(500) });
});

test("a missing, empty or unknown argument is named", async () => {
  const client = await connect();
  expect((await run(client, {})).text).toContain("command: give a command");
  expect((await run(client, { command: " " })).text).toContain("command: is empty");
  expect((await run(client, { command: "a\0b" })).text).toContain("command: holds a NUL byte");
  expect((await run(client, { command: "true", cwd: "/" })).text).toContain(
    "unknown argument cwd; the arguments are command, stdin",
  );
});

test("the tool is declared as one that is never repeated unasked", async () => {
  const { tools } = await (await connect()).listTools();
  expect(tools).toMatchObject([
    {
      name: "shell_run",
      annotations: { readOnlyHint: false, destructiveHint: true },
      _meta: { "dev.glassbox/effect": "once" },
    },
  ]);
});

test("a server that is not enabled offers no tool", async () => {
  const client = await connect({ enabled: false });
  expect((await client.listTools()).tools).toEqual([]);
  await expect(run(client, { command: "true" })).rejects.toThrow("shell_run not found");
});

test("a root that is no directory is said at once", () => {
  expect(() => createServer({ root: "/no/such", enabled: true })).toThrow(/^root: .* name one/);
});

const script = join(import.meta.dir, "server.ts");

test.each(["legacy", "auto"] as const)("alone over stdio it answers (%s)", async (mode) => {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  cleanups.push(() => client.close());
  const args = [script, "--root", directory(), "--enable"];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
  expect((await run(client, { command: "echo hi" })).data).toMatchObject({ stdout: "hi\n" });
});

test("alone over stdio it offers nothing unless enabled", async () => {
  const client = new Client({ name: "test", version: "1" });
  cleanups.push(() => client.close());
  const args = [script, "--root", directory()];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
  expect((await client.listTools()).tools).toEqual([]);
});

test("a client that goes away takes the running command with it", async () => {
  const root = directory();
  const client = new Client({ name: "test", version: "1" });
  const args = [script, "--root", root, "--enable"];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
  const call = run(client, { command: "echo $$ > pid; mv pid ready; sleep 600" });
  const gone = call.catch((error: Error) => error.message);
  const pid = await readyPid(root);
  expect(isAlive(pid)).toBe(true);
  await client.close();
  expect(await gone).toContain("closed");
  await death(pid);
});

test("a server that is killed takes the running command with it, children in the background too", async () => {
  const root = directory();
  const client = new Client({ name: "test", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [script, "--root", root, "--enable"],
  });
  await client.connect(transport);
  // Polite signals to its own group are none to what watches over it.
  const command = `trap '' TERM; kill 0; sleep 600 & echo $! > pid; echo $$ > own; mv pid ready; sleep 600`;
  const call = run(client, { command }).catch((error: Error) => error.message);
  const child = await readyPid(root);
  const own = Number(readFileSync(join(root, "own"), "utf8"));
  expect([isAlive(child), isAlive(own)]).toEqual([true, true]);
  process.kill(transport.pid ?? 0, "SIGKILL");
  await death(own);
  await death(child);
  expect(await call).toContain("closed");
}, 30_000);

test("a command finds no descriptor but its own three", async () => {
  const client = await connect();
  const { data } = await run(client, {
    command: "for fd in 3 4 5 6 7 8 9; do (: <&$fd) 2>/dev/null && echo $fd; done; wait; echo end",
  });
  expect(data).toMatchObject({ stdout: "end\n", exitCode: 0 });
});

test("a command that ran too long would run too long again: its error is final", async () => {
  const client = await connect({ timeoutMs: 100 });
  const call = { name: "shell_run", arguments: { command: "sleep 600" } };
  expect(await client.callTool(call)).toMatchObject({
    isError: true,
    _meta: { "dev.glassbox/final": true },
  });
});
