import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { StdioSpec } from "./index.ts";
import {
  inProcessFixture,
  processesOf,
  rawServer,
  stdioFixture,
  testHub,
  until,
} from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real processes that hang, flood and crash.
setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

function hubOf(...args: Parameters<typeof testHub>): TestHub {
  open = testHub(...args);
  return open;
}

const failures = (hub: TestHub): string[] =>
  hub.events.flatMap((event) => (event.type === "server.failed" ? [event.detail.reason] : []));

describe("a server that hangs", () => {
  test("is ended with its whole group when it answers no ping, and its next use starts it again", async () => {
    const command = `sleep 1000 & exec "$0" "$1"`;
    const args = ["-c", command, process.execPath, `${import.meta.dir}/fixture-server.ts`];
    const hub = hubOf([stdioFixture({ command: "/bin/sh", args })], { pingTimeoutMs: 100 });
    await hub.list("/tmp");
    const group = hub.pid();
    process.kill(group, "SIGSTOP");
    const late = await hub.ask("echo", {}, { signal: AbortSignal.timeout(50) });
    expect(late).toMatchObject({ ok: false, code: "deadline", fate: "unknown" });
    await until(async () => (await processesOf(group)).length === 0);
    await until(() => failures(hub).length === 1);
    expect(failures(hub)[0]).toBe(
      'The server "fixture" was ended: a call of it was abandoned, and it did not answer a ping within 100 ms. Its next use starts it again.',
    );
    expect(await hub.ask("echo", { text: "again" })).toMatchObject({ ok: true });
    expect(hub.pid()).not.toBe(group);
  });

  test("in one call only stays: it answers the ping", async () => {
    const hub = hubOf([stdioFixture()], { pingTimeoutMs: 10_000 });
    await hub.list("/tmp");
    const first = hub.pid();
    for (let count = 0; count < 3; count += 1) {
      await hub.ask("slow", {}, { signal: AbortSignal.timeout(10) });
      expect((await hub.ask("echo")).ok).toBe(true);
    }
    expect([hub.pid(), failures(hub)]).toEqual([first, []]);
  });

  test("in the middle of an answer that never ends costs its own calls and no other's", async () => {
    const drip = `setInterval(() => process.stdout.write("x".repeat(1e6)), 1)`;
    const hub = hubOf(
      [
        rawServer(`process.stdout.write('{"jsonrpc":"2.0","id":' + id + ',"result":"'); ${drip}`),
        inProcessFixture("good"),
      ],
      { pingTimeoutMs: 100, maxMessageBytes: 1e6 },
    );
    await hub.list("/tmp");
    const late = await hub.ask("odd", {}, { signal: AbortSignal.timeout(100) });
    expect(late).toMatchObject({ code: "deadline", fate: "unknown" });
    expect((await hub.ask("echo", {}, { server: "good" })).ok).toBe(true);
    await until(() => failures(hub).length === 1);
    expect(failures(hub)[0]).toContain("was ended");
  });
});

describe("a server that floods is ended, and no other call waits for it:", () => {
  const forEver = (write: string) => `(function flood() { ${write}; setImmediate(flood) })()`;
  const shell = (command: string) =>
    rawServer(`Bun.spawn(["/bin/sh", "-c", ${JSON.stringify(command)}], { stdio: [null, 1, 2] })`);
  const cases: [string, StdioSpec, string][] = [
    [
      "notifications",
      rawServer(
        forEver(
          `console.log('{"jsonrpc":"2.0","method":"notifications/message","params":{}}\\n'.repeat(999))`,
        ),
      ),
      "lines in a second that answer nothing",
    ],
    [
      "answers that nobody waits for",
      rawServer(forEver(`console.log('{"jsonrpc":"2.0","id":99999,"result":{}}\\n'.repeat(999))`)),
      "lines in a second that answer nothing",
    ],
    ["empty lines", rawServer(forEver(`console.log("\\n".repeat(9999))`)), "lines in a second"],
    ["lines on standard output", shell("yes flood"), "in a second that answer nothing"],
    ["standard error", shell("yes flood >&2"), "bytes in a second that answer nothing"],
    ["one line without an end", shell("cat /dev/zero"), "without the end of a line"],
  ];
  for (const [title, spec, reason] of cases) {
    test(title, async () => {
      const hub = hubOf([spec, inProcessFixture("good")], { maxMessageBytes: 1e6 });
      await hub.list("/tmp");
      const group = hub.pid();
      const flooded = hub.ask("odd");
      let answers = 0;
      let isOver = false;
      void flooded.finally(() => (isOver = true));
      while (!isOver) {
        expect((await hub.ask("echo", {}, { server: "good" })).ok).toBe(true);
        answers += 1;
        await Bun.sleep(1);
      }
      expect(await flooded).toMatchObject({
        ok: false,
        code: "server_gone",
        fate: "unknown",
        view: { text: expect.stringContaining(reason) },
      });
      expect(answers).toBeGreaterThan(0);
      await until(async () => (await processesOf(group)).length === 0);
      expect(failures(hub)).toEqual([expect.stringContaining(reason)]);
    });
  }
});

describe("a server that fails five times in a row", () => {
  /** Crashes on the first line while the file `FLAG` is there. */
  const flag = (path: string) =>
    stdioFixture({
      command: "/bin/sh",
      args: [
        "-c",
        `[ -e ${path} ] && exit 1; exec "$0" "$1"`,
        process.execPath,
        `${import.meta.dir}/fixture-server.ts`,
      ],
    });

  test("is left alone for a while, then one call tries it, and an answer makes it well again", async () => {
    const path = `/tmp/glassbox-hub-${crypto.randomUUID()}`;
    await Bun.write(path, "");
    const hub = hubOf([flag(path)]);
    for (let count = 0; count < 5; count += 1) {
      expect(await hub.ask("echo")).toMatchObject({
        code: "server_unavailable",
        fate: "unsent",
        view: { text: expect.stringContaining("could not start") },
      });
    }
    expect(failures(hub)).toHaveLength(5);
    const refused = { ok: false, code: "server_unavailable", fate: "unsent" };
    for (let count = 0; count < 50; count += 1) {
      expect(await hub.ask("echo")).toMatchObject({
        ...refused,
        view: {
          text: expect.stringMatching(/failed 5 times in a row and is left alone: .* in 2 s/),
        },
      });
    }
    expect(failures(hub)).toHaveLength(5);
    await Bun.file(path).delete();
    await until(async () => {
      await Bun.sleep(100);
      const [first, second] = await Promise.all([hub.ask("echo"), hub.ask("echo")]);
      if (first.ok) expect(second).toMatchObject(refused);
      return first.ok;
    });
    expect((await Promise.all([hub.ask("echo"), hub.ask("echo")])).map(({ ok }) => ok)).toEqual([
      true,
      true,
    ]);
  });
});
