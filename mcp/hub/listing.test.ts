import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerSpec } from "./index.ts";
import { inProcessFixture, processesOf, stdioFixture, testHub } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real servers, one of which hangs at its start until a file is there.
setDefaultTimeout(30_000);

const top = mkdtempSync(join(tmpdir(), "listing-"));
let open: TestHub | undefined;
afterEach(async () => {
  await open?.close();
  rmSync(join(top, "go"), { force: true });
});

function hubOf(...args: Parameters<typeof testHub>): TestHub {
  open = testHub(...args);
  return open;
}

const good = stdioFixture({ name: "good", protocol: "legacy" });
const hanging = stdioFixture({
  name: "hanging",
  protocol: "legacy",
  command: "/bin/sh",
  args: [
    "-c",
    `while [ ! -e '${top}/go' ]; do sleep 0.02; done; exec "$0" "$1"`,
    process.execPath,
    `${import.meta.dir}/fixture-server.ts`,
  ],
});

const serversIn = (tools: readonly { server: string }[]) => [
  ...new Set(tools.map(({ server }) => server)),
];
const stateOf = (hub: TestHub, name: string) =>
  hub.status().find(({ server }) => server === name)?.state;

describe("while one server hangs at its start", () => {
  test("a list has the tools of all others, and its own appear when it has started", async () => {
    const hub = hubOf([good, hanging, inProcessFixture("ours")], { listWaitMs: 50 });
    expect(serversIn(await hub.list("/tmp"))).toEqual(["good", "ours"]);
    expect(stateOf(hub, "hanging")).toBe("starting");
    expect((await hub.manifests("/tmp")).map(({ server }) => server)).toEqual(["good", "ours"]);

    const told = Promise.withResolvers<void>();
    hub.notifications((server, method) => {
      if (server === "hanging" && method === "notifications/tools/list_changed") told.resolve();
    });
    writeFileSync(join(top, "go"), "");
    await told.promise;
    expect(serversIn(await hub.list("/tmp"))).toEqual(["good", "hanging", "ours"]);
  });

  test("calls of the others are answered", async () => {
    const hub = hubOf([good, hanging], { listWaitMs: 50 });
    await hub.list("/tmp");
    expect((await hub.ask("echo", {}, { server: "good" })).ok).toBe(true);
    expect(stateOf(hub, "hanging")).toBe("starting");
  });

  test("it is started once, however often the tools are listed, and ended with the hub", async () => {
    const hub = hubOf([good, hanging], { listWaitMs: 20 });
    await hub.list("/tmp");
    const pid = hub.pid("hanging");
    for (let count = 0; count < 10; count += 1) await hub.list("/tmp");
    expect(hub.pid("hanging")).toBe(pid);
    await hub.close();
    expect(await processesOf(pid)).toEqual([]);
    expect(existsSync(join(top, "go"))).toBe(false);
  });
});

test("the only server there is, is waited for at its first start", async () => {
  const hub = hubOf([good, inProcessFixture("ours")], { listWaitMs: 0 });
  expect(serversIn(await hub.list("/tmp"))).toEqual(["good", "ours"]);
});

test("a client that works in no folder is shown no server that needs one", async () => {
  const rooted: ServerSpec = inProcessFixture("rooted");
  const hub = hubOf([rooted, { ...inProcessFixture("free"), rooted: false }]);
  expect(serversIn(await hub.list(""))).toEqual(["free"]);
  expect((await hub.manifests("")).map(({ server }) => server)).toEqual(["free"]);
});
