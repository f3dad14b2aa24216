import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ServerSpec, StdioSpec } from "./index.ts";
import { fixturePath, processesOf, stdioFixture, testHub, until } from "./testing.ts";
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

const fixtureCommand = `"${process.execPath}" "${fixturePath}"`;

describe("a server that cannot start says why and what to do:", () => {
  const cases: [string, StdioSpec, string][] = [
    [
      "a command that is not there",
      stdioFixture({ command: "no-such-command" }),
      'could not start: it has no command: "no-such-command" was not found; install it or give its absolute path.',
    ],
    [
      "a command that is not executable",
      stdioFixture({ command: fixturePath }),
      `could not start: it has no command: "${fixturePath}" is not executable; make it so or name another one.`,
    ],
    [
      "a directory that is not there",
      stdioFixture({ cwd: "/no/such/directory" }),
      "could not start: it has no directory /no/such/directory to run in; create it.",
    ],
    [
      "a program that ends at once",
      shell("echo 'no licence key' >&2; exit 7"),
      'could not start: it ended with exit code 7 (it last wrote "no licence key").',
    ],
    [
      "a program that never answers",
      shell("trap '' TERM; while :; do sleep 1; done"),
      "could not start: it did not answer within 200 ms of its start.",
    ],
    [
      "a program that answers something else",
      shell(
        'read line; echo \'{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"go away"}}\'; cat',
        { protocol: "legacy" },
      ),
      "could not start: go away.",
    ],
  ];
  for (const [title, spec, reason] of cases) {
    test(title, async () => {
      const hub = hubOf(spec, { startTimeoutMs: title.includes("never") ? 200 : 10_000 });
      expect(await hub.list("/tmp")).toEqual([]);
      expect(hub.events).toHaveLength(1);
      expect(hub.events[0]).toMatchObject({
        type: "server.failed",
        detail: { reason: expect.stringContaining(reason) },
      });
      expect(hub.status()[0]).toMatchObject({ state: "failed" });
      expect(await hub.ask("echo")).toMatchObject({
        ok: false,
        view: { text: expect.stringContaining(reason) },
        code: "server_unavailable",
        fate: "unsent",
      });
      const pid = hub.status()[0]?.diagnostics.pid;
      if (pid !== undefined) expect(await processesOf(pid)).toEqual([]);
    });
  }
});

describe("closing leaves no process", () => {
  test("of a server that ends with its input", async () => {
    const hub = hubOf(stdioFixture());
    await hub.list("/tmp");
    const group = hub.pid();
    expect(await processesOf(group)).toEqual([String(group)]);
    await hub.close();
    expect(await processesOf(group)).toEqual([]);
  });

  test("of a server that ignores the end of its input and every polite signal, nor its children", async () => {
    const stubborn = shell(
      `trap '' TERM; ${process.execPath} -e 'setInterval(() => {}, 1000)' & ${fixtureCommand}; sleep 1000`,
    );
    const hub = hubOf(stubborn);
    await hub.list("/tmp");
    const group = hub.pid();
    expect((await processesOf(group)).length).toBeGreaterThan(2);
    await hub.close();
    expect(await processesOf(group)).toEqual([]);
  });

  test("of a server that was killed and had children", async () => {
    const hub = hubOf(shell(`sleep 1000 & exec ${fixtureCommand}`));
    await hub.list("/tmp");
    const group = hub.pid();
    expect(await processesOf(group)).toHaveLength(2);
    process.kill(group, "SIGKILL");
    await until(async () => (await processesOf(group)).length === 0);
  });

  test("when it closes while the server starts", async () => {
    const hub = hubOf(shell("exec sleep 1000"));
    const listing = hub.list("/tmp");
    await until(() => hub.status()[0]?.diagnostics.pid !== undefined);
    const group = hub.pid();
    await hub.close();
    expect(await listing).toEqual([]);
    expect(await processesOf(group)).toEqual([]);
  });
});
