import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import type { ServerSpec, StdioSpec } from "./index.ts";
import { processesOf, rawServer, stdioFixture, testHub, until } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real processes: a server that ignores polite signals takes its grace.
setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

function hubOf(spec: ServerSpec, over: Parameters<typeof testHub>[1] = {}): TestHub {
  open = testHub([spec], over);
  return open;
}

function shell(script: string, over: Partial<StdioSpec> = {}): StdioSpec {
  return stdioFixture({ command: "/bin/sh", args: ["-c", script], ...over });
}

test("noise on standard output is dropped, counted and kept for a look", async () => {
  const hub = hubOf(stdioFixture());
  expect(await hub.ask("noise")).toMatchObject({ ok: true, view: { text: "after the noise" } });
  expect(hub.status()[0]?.diagnostics.noise).toEqual({
    count: 2,
    last: ["Loading model...", "{broken"],
  });
});

test("an answer that arrives in pieces is whole, also where a character was cut", async () => {
  const hub = hubOf(stdioFixture());
  const { view } = await hub.ask("split");
  expect(view).toMatchObject({ text: "héllo wörld 🌍".repeat(20) });
});

test("a call during which the server ends learns how, and the next call starts it again", async () => {
  const hub = hubOf(stdioFixture());
  const [crashed, beside] = await Promise.all([hub.ask("crash"), hub.ask("slow")]);
  for (const { ok, view, code, fate } of [crashed, beside]) {
    expect([ok, code, fate]).toEqual([false, "server_gone", "unknown"]);
    expect(view).toMatchObject({
      text: expect.stringMatching(
        /^The server "fixture" ended with exit code 3 \(it last wrote "cannot go on: the disk is on fire"\) during "fixture__(crash|slow)"; whether the call took effect is not known\./,
      ),
    });
  }
  expect(await hub.ask("echo", { text: "again" })).toMatchObject({ ok: true });
  expect(hub.events.map((event) => event.type)).toEqual([
    "server.started",
    "server.failed",
    "server.started",
  ]);
});

test("a server that was killed is reported, and its next use starts a new one", async () => {
  const hub = hubOf(stdioFixture());
  await hub.list("/tmp");
  const first = hub.pid();
  process.kill(first, "SIGKILL");
  await until(() => hub.status()[0]?.state === "failed");
  expect(hub.status()[0]?.reason).toContain("was killed by SIGKILL");
  expect((await hub.ask("echo")).ok).toBe(true);
  expect(hub.pid()).not.toBe(first);
});

test("a server that crashes on every call is started ever less often, and calls still answer", async () => {
  const hub = hubOf(stdioFixture());
  for (let count = 0; count < 3; count += 1) {
    expect((await hub.ask("crash")).view).toMatchObject({
      text: expect.stringContaining("ended with exit code 3"),
    });
  }
  // What it offers is known: a list does not start it and does not wait.
  expect(await hub.list("/tmp")).not.toEqual([]);
  expect(hub.status()[0]?.state).toBe("failed");
  expect((await hub.ask("echo")).ok).toBe(true);
});

test("a server that does not read holds back only its own calls, and they can be abandoned", async () => {
  const hub = hubOf(stdioFixture());
  await hub.list("/tmp");
  process.kill(hub.pid(), "SIGSTOP");
  const abort = new AbortController();
  const text = "x".repeat(500_000);
  const blocked = Array.from({ length: 10 }, () =>
    hub.ask("echo", { text }, { signal: abort.signal }),
  );
  abort.abort();
  for (const { ok } of await Promise.all(blocked)) expect(ok).toBe(false);
  const patient = Array.from({ length: 10 }, (_, index) => hub.ask("echo", { text: text + index }));
  process.kill(hub.pid(), "SIGCONT");
  const results = await Promise.all(patient);
  results.forEach(({ view }, index) => {
    expect(view).toMatchObject({ text: `${text}${index}\n{}` });
  });
});

test("an answer that is not valid JSON fails its call at once", async () => {
  const broken = rawServer(
    `console.log('{"jsonrpc":"2.0","id":' + id + ',"result":{"content":[}}')`,
  );
  const hub = hubOf(broken);
  expect(await hub.ask("odd")).toMatchObject({
    view: { text: '"fixture__odd" failed: its answer is not valid JSON.' },
    code: "bad_answer",
    fate: "unknown",
  });
  expect(hub.status()[0]?.state).toBe("ready");
});

test("a server that closes its output and lives on is ended, and its calls fail", async () => {
  const silent = rawServer(`setInterval(() => {}, 1000); require("node:fs").closeSync(1)`);
  const hub = hubOf(silent);
  expect(await hub.ask("odd")).toMatchObject({
    ok: false,
    view: { text: expect.stringContaining('during "fixture__odd"') },
    code: "server_gone",
    fate: "unknown",
  });
  expect(await processesOf(hub.pid())).toEqual([]);
});

test("a message of the server above the cap that answers no call costs no call", async () => {
  const loud = rawServer(`
    send({ method: "notifications/message", params: { level: "info", data: "x".repeat(3000) } });
    send({ id: 0, method: "sampling/createMessage", params: { text: "x".repeat(3000), id } });
    send({ id, result: { content: [{ type: "text", text: "fine" }] } })`);
  const hub = hubOf(loud, { maxMessageBytes: 2000 });
  expect(await hub.ask("odd")).toMatchObject({ ok: true, view: { text: "fine" } });
  expect(hub.status()[0]?.diagnostics.oversized).toBe(2);
});

test("an answer that is no tool result is a failure, and the server goes on", async () => {
  const hub = hubOf(rawServer(`send({ id, result: { content: "text" } })`));
  expect(await hub.ask("odd")).toMatchObject({
    view: { text: expect.stringContaining("answered with something that is no tool result") },
    code: "bad_answer",
    fate: "unknown",
  });
});

test("an answer above the cap is lost to a read without a doubt about the world", async () => {
  const large = rawServer(
    `send({ id, result: { content: [{ type: "text", text: "x".repeat(3000) }] } })`,
  );
  const hub = hubOf(large, { maxMessageBytes: 2000 });
  const lost = { ok: false, code: "result_too_large", final: true };
  expect(await hub.ask("look")).toMatchObject({ ...lost, fate: "answered" });
  expect(await hub.ask("odd")).toMatchObject({ ...lost, fate: "unknown" });
});

test("keys that reach for a prototype are data like any other", async () => {
  const poisoned = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
  const hub = hubOf(
    rawServer(
      `console.log('{"jsonrpc":"2.0","id":' + id + ',"result":{"__proto__":{"isError":true},"structuredContent":${poisoned}}}')`,
    ),
  );
  const { ok, view } = await hub.ask("odd");
  expect([ok, JSON.stringify(view)]).toEqual([true, poisoned]);
  expect(Object.getPrototypeOf(view)).toBe(Object.prototype);
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});

test("an answer of a hundred thousand levels fails its call, and the server goes on", async () => {
  const deep = `'{"a":'.repeat(1e5) + 1 + "}".repeat(1e5)`;
  const hub = hubOf(
    rawServer(`console.log('{"jsonrpc":"2.0","id":' + id + ',"result":' + ${deep} + "}")`),
  );
  expect(await hub.ask("odd")).toMatchObject({ code: "bad_answer", fate: "unknown" });
  expect(hub.status()[0]?.state).toBe("ready");
});

test("an answer with another id than was asked for leaves the call to its deadline", async () => {
  const hub = hubOf(rawServer(`send({ id: id + 1000, result: { content: [] } })`));
  await hub.list("/tmp");
  const late = await hub.ask("odd", {}, { signal: AbortSignal.timeout(100) });
  expect(late).toMatchObject({ ok: false, code: "deadline", fate: "unknown" });
  expect(hub.status()[0]?.state).toBe("ready");
});

test("half an answer of a server that ends is none", async () => {
  const hub = hubOf(
    rawServer(`process.stdout.write('{"jsonrpc":"2.0","id":' + id + ',"re'); process.exit(1)`),
  );
  expect(await hub.ask("odd")).toMatchObject({ ok: false, code: "server_gone", fate: "unknown" });
});

test("what a server prints of its configured environment is neither shown nor told", async () => {
  const leaky = shell('echo "bad token $TOKEN" >&2; exit 7', { env: { TOKEN: "s3cret-token" } });
  const hub = hubOf(leaky);
  expect((await hub.ask("echo")).view).toMatchObject({
    text: expect.stringContaining('it last wrote "bad token [TOKEN]"'),
  });
  expect(JSON.stringify([hub.events, hub.status()])).not.toContain("s3cret");
});

describe("its environment", () => {
  test("is minimal, plus what its configuration adds", async () => {
    process.env["GLASSBOX_TEST_SECRET"] = "must not leave";
    const hub = hubOf(stdioFixture({ env: { ADDED: "here" } }));
    const { view } = await hub.ask("environment");
    delete process.env["GLASSBOX_TEST_SECRET"];
    expect(view).toMatchObject({ ADDED: "here", PATH: process.env["PATH"] ?? "" });
    expect(view).not.toHaveProperty("GLASSBOX_TEST_SECRET");
  });

  test("has the run's directory for a rooted server, and the configured one before all", async () => {
    const dir = mkdtempSync(`${tmpdir()}/hub-`);
    const rooted = hubOf(stdioFixture());
    expect((await rooted.ask("environment", {}, { dir })).view).toMatchObject({ CWD: dir });
    await rooted.close();
    const fixed = hubOf(stdioFixture({ cwd: dir }));
    expect((await fixed.ask("environment")).view).toMatchObject({ CWD: dir });
  });
});
