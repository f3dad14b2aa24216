import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { childrenOf, overStdio, type Session, temporaryStore, until } from "./testing.ts";

setDefaultTimeout(120_000);
const store = temporaryStore();
afterAll(() => store.remove());

const SERVER = join(import.meta.dir, "server.ts");
const pidOf = ({ client }: Session) => (client.transport as StdioClientTransport).pid ?? 0;
const isThere = (pid: number) => existsSync(`/proc/${pid}`);

async function command(...args: string[]) {
  const child = Bun.spawn([process.execPath, SERVER, ...args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, XDG_CACHE_HOME: store.path },
  });
  const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  return { stderr, code };
}

test.each(["legacy", "auto"] as const)(
  "over stdio (%s), programs and sessions work, and nothing is left when the client goes",
  async (mode) => {
    const session = await overStdio(store.path, mode);
    const pid = pidOf(session);
    const ran = await session.call("python_run", { code: "print(6 * 7)" });
    expect([ran.isError, ran.text]).toEqual([false, "42"]);
    const opened = await session.call("python_session_open", {});
    const id = String(opened.data["session"]);
    await session.call("python_session_exec", { session: id, code: "n = 1" });
    const again = await session.call("python_session_exec", { session: id, code: "n + 1" });
    expect(again.text).toBe("value: 2");
    const cells = childrenOf(pid);
    expect(cells.length).toBeGreaterThan(0);
    await session[Symbol.asyncDispose]();
    await until(() => ![pid, ...cells].some(isThere));
  },
);

test("no interpreter outlives a server that is killed while a program runs", async () => {
  const session = await overStdio(store.path, "legacy");
  const pid = pidOf(session);
  const told = Promise.withResolvers<void>();
  const hostile =
    "print('begun', flush=True)\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass";
  const running = session.call("python_run", { code: hostile }, { progress: () => told.resolve() });
  running.catch(() => {});
  await told.promise;
  const cells = childrenOf(pid);
  expect(cells.length).toBeGreaterThan(0);
  process.kill(pid, "SIGKILL");
  await until(() => !cells.some(isThere));
  await session[Symbol.asyncDispose]();
});

test("an option that cannot be used is named before anything starts", async () => {
  expect(await command("--pool", "many")).toEqual({
    code: 2,
    stderr: expect.stringContaining("--pool takes a whole number from 1 to 64, such as 2\nUsage: "),
  });
  expect(await command("remove", "numpy")).toMatchObject({ code: 2 });
  expect(await command("add")).toEqual({
    code: 2,
    stderr: expect.stringContaining("name at least one package"),
  });
  expect(await command("--image", "data")).toMatchObject({ code: 2 });
  expect(await command("--what")).toMatchObject({ code: 2 });
});

test("the snapshot can be built before anybody waits for it", async () => {
  expect(await command("--build", "--store", store.path)).toEqual({
    code: 0,
    stderr: expect.stringContaining("image base is ready\n"),
  });
});

test("a package that cannot be had is said, and the command fails", async () => {
  const address = "http://127.0.0.1:9/simple";
  const { code, stderr } = await command(
    "add",
    "nowhere",
    "--store",
    store.path,
    "--index",
    address,
  );
  expect(code).toBe(1);
  expect(stderr).toContain("nowhere");
});
