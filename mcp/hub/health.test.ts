import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  inProcessFixture,
  processesOf,
  rawServer,
  stdioFixture,
  testHub,
  until,
} from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real processes that are stopped and go on.
setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

function hubOf(...args: Parameters<typeof testHub>): TestHub {
  open = testHub(...args);
  return open;
}

const quick = { silentMs: 50, pingTimeoutMs: 100, busyWaitMs: 50 };
const told = (hub: TestHub) => hub.events.map(({ type }) => type);
const stateOf = (hub: TestHub) => hub.status().find(({ server }) => server === "fixture");

describe("a server whose process is stopped while it has work", () => {
  test("is degraded long before the call's deadline, and well again with the same process when it goes on", async () => {
    const hub = hubOf([stdioFixture({ protocol: "legacy" })], quick);
    await hub.list("/tmp");
    const pid = hub.pid();
    process.kill(pid, "SIGSTOP");
    const waiting = hub.ask("echo", { text: "at last" });
    await until(() => stateOf(hub)?.state === "degraded");
    expect(stateOf(hub)?.reason).toContain(
      `its process ${pid} is stopped (SIGSTOP); it goes on with: kill -CONT ${pid}`,
    );
    process.kill(pid, "SIGCONT");
    expect(await waiting).toMatchObject({ ok: true });
    expect(stateOf(hub)).toMatchObject({ state: "ready", reason: "" });
    expect(hub.pid()).toBe(pid);
    expect(told(hub)).toEqual(["server.started", "server.degraded", "server.recovered"]);
  });

  test("is not ended or started again while somebody waits for it, and costs no other server", async () => {
    const hub = hubOf([stdioFixture({ protocol: "legacy" }), inProcessFixture("good")], quick);
    await hub.list("/tmp");
    const pid = hub.pid();
    process.kill(pid, "SIGSTOP");
    const waiting = hub.ask("echo");
    await until(() => stateOf(hub)?.state === "degraded");
    for (let count = 0; count < 3; count += 1) {
      expect(await hub.ask("echo")).toMatchObject({
        ok: false,
        code: "server_unavailable",
        fate: "unsent",
        view: { text: expect.stringContaining(`kill -CONT ${pid}`) },
      });
      expect((await hub.ask("echo", {}, { server: "good" })).ok).toBe(true);
      const late = await hub.ask("echo", {}, { signal: AbortSignal.timeout(20) });
      expect(late).toMatchObject({ code: "deadline", fate: "unsent" });
    }
    expect(await processesOf(pid)).toEqual([String(pid)]);
    process.kill(pid, "SIGCONT");
    expect((await waiting).ok).toBe(true);
    expect(hub.events.filter(({ type }) => type === "server.started")).toHaveLength(2);
  });

  test("is told from one that is dead: that one fails at once, with its signal", async () => {
    const hub = hubOf([stdioFixture({ protocol: "legacy" })], { ...quick, silentMs: 20_000 });
    await hub.list("/tmp");
    const waiting = hub.ask("slow");
    process.kill(hub.pid(), "SIGKILL");
    expect(await waiting).toMatchObject({ code: "server_gone", fate: "unknown" });
    expect(stateOf(hub)).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("was killed by SIGKILL"),
    });
    expect(told(hub)).toEqual(["server.started", "server.failed"]);
  });
});

test("a call that takes its time does not make a server ill that answers pings", async () => {
  const hub = hubOf([stdioFixture({ protocol: "legacy" })], {
    silentMs: 20,
    pingTimeoutMs: 10_000,
  });
  const { signal } = new AbortController();
  const slow = hub.ask("slow", {}, { signal: AbortSignal.any([signal, AbortSignal.timeout(800)]) });
  expect(await slow).toMatchObject({ code: "deadline" });
  expect(stateOf(hub)).toMatchObject({ state: "ready" });
  expect(told(hub)).toEqual(["server.started"]);
});

describe("a server that answers pings and whose calls time out five times in a row", () => {
  const stuck = rawServer(`if (params.name === "look") send({ id, result: { content: [] } });`, {
    protocol: "legacy",
  });

  test("is degraded, lets one call at a time try it, and an answer makes it well", async () => {
    const hub = hubOf([stuck], { pingTimeoutMs: 10_000 });
    await hub.list("/tmp");
    const pid = hub.pid();
    for (let count = 0; count < 5; count += 1) {
      const late = await hub.ask("odd", {}, { signal: AbortSignal.timeout(20) });
      expect(late).toMatchObject({ code: "deadline", fate: "unknown" });
    }
    expect(stateOf(hub)).toMatchObject({
      state: "degraded",
      reason: "answers no call in time: its last 5 timed out",
    });
    const trying = new AbortController();
    const trial = hub.ask("odd", {}, { signal: trying.signal });
    expect(await hub.ask("look")).toMatchObject({
      code: "server_unavailable",
      fate: "unsent",
      view: { text: expect.stringContaining("one at a time tries it") },
    });
    trying.abort();
    expect(await trial).toMatchObject({ code: "cancelled" });
    expect((await hub.ask("look")).ok).toBe(true);
    expect(stateOf(hub)).toMatchObject({ state: "ready" });
    expect([hub.pid(), told(hub)]).toEqual([
      pid,
      ["server.started", "server.degraded", "server.recovered"],
    ]);
  });
});
