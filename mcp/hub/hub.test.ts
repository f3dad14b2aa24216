import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { createFixtureServer } from "./fixture-server.ts";
import type { InProcessSpec, ServerSpec } from "./index.ts";
import { inProcessFixture, processesOf, stdioFixture, testHub, until } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real processes: a server that ignores polite signals takes its grace.
setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

function hubOf(...args: Parameters<typeof testHub>): TestHub {
  open = testHub(...args);
  return open;
}

/** A fixture that notes each of its starts. */
function counted(rooted: boolean, starts: string[]): InProcessSpec {
  const create = async (dir: string) => {
    starts.push(dir);
    return createFixtureServer(dir);
  };
  return { ...inProcessFixture(), rooted, create };
}

test("nothing starts before the first use, and a use of one server starts no other", async () => {
  const hub = hubOf([inProcessFixture("a"), inProcessFixture("b")]);
  expect(hub.status().map((status) => status.state)).toEqual(["configured", "configured"]);
  await hub.ask("echo", {}, { server: "b" });
  expect(hub.status().map(({ server, state }) => [server, state])).toEqual([
    ["b", "ready"],
    ["a", "configured"],
  ]);
});

test("a rooted server is started once for each directory", async () => {
  const starts: string[] = [];
  const hub = hubOf([counted(true, starts)]);
  await Promise.all([hub.list("/a"), hub.list("/b"), hub.ask("echo", {}, { dir: "/a" })]);
  expect(starts.sort()).toEqual(["/a", "/b"]);
  const { view } = await hub.ask("structured", {}, { dir: "/b" });
  expect(view).toMatchObject({ dir: "/b" });
});

test("another server is started once for all", async () => {
  const starts: string[] = [];
  const hub = hubOf([counted(false, starts)]);
  await Promise.all([hub.list("/a"), hub.list("/b"), hub.ask("echo", {}, { dir: "/c" })]);
  expect(starts).toHaveLength(1);
});

test("a server that cannot start costs the list no other server's tools", async () => {
  const broken: InProcessSpec = {
    ...inProcessFixture("broken"),
    create: () => Promise.reject(new Error("the index file is damaged")),
  };
  const missing = stdioFixture({ name: "missing", command: "no-such-command" });
  const hub = hubOf([broken, inProcessFixture("good"), missing]);
  const tools = await hub.list("/tmp");
  expect([...new Set(tools.map((tool) => tool.server))]).toEqual(["good"]);
  expect(hub.status().find((status) => status.server === "broken")?.reason).toBe(
    'The server "broken" could not start: the index file is damaged.',
  );
});

test("a call to a server that is not configured names those that are", async () => {
  const hub = hubOf([inProcessFixture("files")]);
  expect(await hub.ask("read", {}, { server: "fils" })).toMatchObject({
    ok: false,
    view: {
      text: 'No server is called "fils". Configured: files. Add it: glassbox mcp add fils -- COMMAND',
    },
    code: "tool_gone",
    fate: "unsent",
    final: true,
  });
});

test("a name that could not be found again in server__tool is refused with the mend", async () => {
  const names = ["two words", "a__b", "a_", "", "dots.in.it", "x".repeat(65)];
  const hub = hubOf([...names.map((name) => inProcessFixture(name)), inProcessFixture("good")]);
  const tools = await hub.list("/tmp");
  expect([...new Set(tools.map((tool) => tool.server))]).toEqual(["good"]);
  const refused = hub.events.filter((event) => event.type === "server.failed");
  expect(refused.map((event) => event.server)).toEqual(names);
  for (const event of refused) expect(event.detail.reason).toEndWith("rename it.");
});

test("a server that is not for a directory is neither listed nor called there", async () => {
  const offered = (dir: string) => dir === "/a";
  const hub = hubOf([{ ...inProcessFixture(), offered }]);
  expect(await hub.list("/b")).toEqual([]);
  expect(await hub.ask("echo", {}, { dir: "/b" })).toMatchObject({
    ok: false,
    view: { text: 'The server "fixture" offers nothing to a run in /b.' },
    code: "tool_gone",
    fate: "unsent",
    final: true,
  });
  expect(hub.status().map((status) => status.state)).toEqual(["configured"]);
  expect(await hub.list("/a")).not.toEqual([]);
  expect((await hub.ask("echo", {}, { dir: "/a" })).ok).toBe(true);
});

test("a refused name is reported once, however often the configuration is read", async () => {
  const hub = hubOf(() => [inProcessFixture("two words")]);
  for (let count = 0; count < 3; count += 1) await hub.list("/tmp");
  expect(hub.events).toHaveLength(1);
});

test("a listener is told of the configured servers, not of one that is only checked", async () => {
  const hub = hubOf([inProcessFixture("a")]);
  const told: string[] = [];
  const leave = hub.watch(({ type, server }) => told.push(`${type} ${server}`));
  await hub.check(inProcessFixture("b"));
  await hub.list("/tmp");
  await hub.stop("a");
  leave();
  await hub.list("/tmp");
  expect(told).toEqual(["server.started a", "server.stopped a"]);
});

test("of two servers with one name the first counts", async () => {
  const hub = hubOf([inProcessFixture("a"), stdioFixture({ name: "a", command: "no-such" })]);
  expect(await hub.list("/tmp")).not.toEqual([]);
  expect(hub.events[0]).toMatchObject({
    type: "server.failed",
    detail: { reason: expect.stringContaining('Two servers are called "a"') },
  });
});

test("the configuration is followed: added, changed and removed servers count on the next use", async () => {
  let servers: ServerSpec[] = [stdioFixture()];
  const hub = hubOf(() => servers);
  await hub.list("/tmp");
  const first = hub.pid();

  servers = [stdioFixture()];
  await hub.list("/tmp");
  expect(hub.pid()).toBe(first);

  servers = [stdioFixture({ env: { CHANGED: "yes" } }), inProcessFixture("added")];
  const tools = await hub.list("/tmp");
  expect([...new Set(tools.map((tool) => tool.server))]).toEqual(["fixture", "added"]);
  expect((await hub.ask("environment")).view).toMatchObject({ CHANGED: "yes" });
  const second = hub.pid();

  servers = [];
  expect(await hub.list("/tmp")).toEqual([]);
  expect((await hub.ask("echo")).ok).toBe(false);
  await hub.close();
  expect([...(await processesOf(first)), ...(await processesOf(second))]).toEqual([]);
});

test("a stopped server is started again by its next use, a restarted one at once", async () => {
  const hub = hubOf([stdioFixture()]);
  await hub.list("/tmp");
  const first = hub.pid();
  await hub.stop("fixture");
  expect(await processesOf(first)).toEqual([]);
  expect(hub.status()[0]).toMatchObject({ state: "stopped", reason: "it was asked to" });
  expect((await hub.ask("echo")).ok).toBe(true);
  const second = hub.pid();
  await hub.restart("fixture");
  expect(hub.status()[0]?.state).toBe("ready");
  expect(new Set([first, second, hub.pid()]).size).toBe(3);
});

test("restarting a failed server tries it again without waiting for its back-off", async () => {
  let broken = true;
  const create = async (dir: string) => {
    if (broken) throw new Error("not yet");
    return createFixtureServer(dir);
  };
  const hub = hubOf([{ ...inProcessFixture(), create }]);
  for (let count = 0; count < 8; count += 1) await hub.list("/tmp");
  broken = false;
  await hub.restart("fixture");
  expect(await hub.list("/tmp")).not.toEqual([]);
});

test("a check says what a server offers, or why it does not start, and leaves nothing running", async () => {
  const hub = hubOf([]);
  const { tools, manifest } = await hub.check(stdioFixture());
  expect(tools.map((tool) => tool.name)).toContain("echo");
  expect(manifest).toMatchObject({ server: "fixture", implementation: "fixture 1.0.0" });
  const started = hub.events.find((event) => event.type === "server.started");
  expect(await processesOf(started?.detail.pid ?? 0)).toEqual([]);
  await expect(hub.check(stdioFixture({ command: "no-such-command" }))).rejects.toThrow(
    '"no-such-command" was not found',
  );
  await expect(hub.check(stdioFixture({ name: "a b" }))).rejects.toThrow("rename it");
  expect(hub.status()).toEqual([]);
});

test("a closed hub starts nothing more, also not for a call that was waiting", async () => {
  const hub = hubOf([stdioFixture()]);
  for (let count = 0; count < 2; count += 1) await hub.ask("crash");
  const waiting = hub.ask("echo");
  await hub.close();
  expect((await waiting).view).toMatchObject({
    text: expect.stringContaining("the hub is closed"),
  });
  expect(await hub.list("/tmp")).toEqual([]);
  expect((await hub.ask("echo")).ok).toBe(false);
  const pids = hub.events.flatMap((event) =>
    event.type === "server.started" ? [event.detail.pid ?? 0] : [],
  );
  for (const pid of pids) expect(await processesOf(pid)).toEqual([]);
});

test("an in-process server that is created too late is closed, not left behind", async () => {
  let closed = false;
  const created = Promise.withResolvers<void>();
  const create = async (dir: string) => {
    await created.promise;
    const server = createFixtureServer(dir);
    return {
      connect: server.connect.bind(server),
      close: async () => {
        closed = true;
      },
    };
  };
  const hub = hubOf([{ ...inProcessFixture(), create }], { startTimeoutMs: 20 });
  expect(await hub.list("/tmp")).toEqual([]);
  created.resolve();
  await until(() => closed);
});

test("an in-process server's answer is a copy: neither side can change what the other holds", async () => {
  const args = { list: [1] };
  const hub = hubOf([inProcessFixture()]);
  const first = await hub.ask("structured", args);
  (args.list as number[]).push(2);
  expect(first.view).toMatchObject({ args: { list: [1] } });
});

test("no SDK is in memory, whatever servers are used: only servers of ours are made with one", async () => {
  const script = `
    import { createHub } from ${JSON.stringify(`${import.meta.dir}/index.ts`)};
    const loaded = () => Object.keys(require.cache).some((file) => file.includes("@modelcontextprotocol"));
    const spec = { name: "a", transport: "stdio", rooted: false, trusted: false, command: process.execPath, args: [${JSON.stringify(`${import.meta.dir}/fixture-server.ts`)}], env: {} };
    const hub = createHub({ servers: () => [spec], onEvent() {} });
    const tools = await hub.list("/tmp");
    await hub.close();
    console.log(JSON.stringify({ tools: tools.length > 10, loaded: loaded() }));`;
  const output = await Bun.$`${process.execPath} -e ${script}`.json();
  expect(output).toEqual({ tools: true, loaded: false });
});
