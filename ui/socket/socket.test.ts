import { describe, expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";

import { openKernel } from "../../main.ts";
import type { Client } from "./client.ts";
import { connect } from "./client.ts";
import { homePaths } from "./home.ts";
import { kernelPids, killKernel, type TestHome, testHome, until } from "./testing.ts";

interface Info {
  readonly pid: number;
  readonly epoch: number;
  readonly version: string;
}

const info = async (client: Client) => (await client.call("kernel.info")) as unknown as Info;
const WAIT = { steps: [{ id: "pause", do: { wait: { for: "1500ms" } } }] };

/** A library user in a process of its own, with the home's environment. */
function library(fixture: TestHome, body: string, env: Record<string, string | undefined> = {}) {
  const code = `
import { connect } from "${import.meta.dir}/index.ts";
import { openKernel } from "${import.meta.dir}/../../main.ts";
const client = await connect(${env["INLINE"] ? "{ inline: openKernel }" : ""});
${body}
await client.close();`;
  return Bun.spawn([process.execPath, "-e", code], {
    env: { ...fixture.env, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

test("eight clients that start at once on an empty home get one kernel", async () => {
  await using fixture = testHome();
  const clients = Array.from({ length: 8 }, () =>
    library(fixture, `console.log(JSON.stringify(await client.call("kernel.info")));`),
  );
  const answers = await Promise.all(
    clients.map(async ({ stdout }) => JSON.parse(await stdout.text()) as Info),
  );
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  expect(answers[0]!.epoch).toBe(1);
  expect(kernelPids(fixture.home)).toEqual([answers[0]!.pid]);
});

test("the home, the socket and the log are for their owner alone", async () => {
  await using fixture = testHome();
  await fixture.run(["status"]);
  const paths = homePaths(fixture.home);
  const mode = (path: string) => statSync(path).mode & 0o777;
  expect([mode(paths.home), mode(paths.socket), mode(paths.log)]).toEqual([0o700, 0o600, 0o600]);
});

test("after kill -9 the next call goes on with a new kernel and what was acknowledged", async () => {
  await using fixture = testHome();
  const client = await connect({ home: fixture.home });
  const first = await info(client);
  const events = (await client.call("ledger.verify")) as { events: number };
  await killKernel(fixture.home);
  const second = await info(client);
  expect(second.pid).not.toBe(first.pid);
  expect(second.epoch).toBe(first.epoch + 1);
  expect(await client.call("ledger.verify")).toMatchObject({ ok: true });
  expect(((await client.call("ledger.verify")) as { events: number }).events).toBeGreaterThan(
    events.events,
  );
  await client.close();
});

test("a kernel that is killed in the middle of a call is told apart from an answer", async () => {
  await using fixture = testHome();
  const client = await connect({ home: fixture.home });
  const { pid } = await info(client);
  const begun = Promise.withResolvers<void>();
  const following = client
    .call("log.read", { follow: true }, { onPart: () => begun.resolve() })
    .catch((error: unknown) => error);
  // One that has not been answered at all may go to the next kernel.
  await begun.promise;
  process.kill(pid, "SIGKILL");
  expect(await following).toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("ended"),
  });
  await client.close();
});

test("killing a client ends its call and not the run that it started", async () => {
  await using fixture = testHome();
  const child = library(
    fixture,
    `const { run } = await client.call("run.start", { goal: "wait", dir: ${JSON.stringify(fixture.dir)}, plan: ${JSON.stringify(WAIT)} });
     console.log(run);
     await client.call("run.follow", { run });`,
  );
  const reader = child.stdout.getReader();
  const run = new TextDecoder().decode((await reader.read()).value).trim();
  child.kill("SIGKILL");
  const client = await connect({ home: fixture.home });
  expect(await client.call("run.report", { run })).toMatchObject({ standing: "running" });
  expect(await client.call("run.follow", { run })).toMatchObject({ standing: "finished" });
  await client.close();
});

test("aborting one call leaves the client and the kernel as they were", async () => {
  await using fixture = testHome();
  const client = await connect({ home: fixture.home });
  const before = await info(client);
  const controller = new AbortController();
  const following = client.call("log.read", { follow: true }, { signal: controller.signal });
  controller.abort(new Error("enough"));
  expect(following).rejects.toThrow("enough");
  expect((await info(client)).pid).toBe(before.pid);
  await client.close();
});

test("an idle kernel leaves in good order, a busy one stays, and the next call starts one", async () => {
  await using fixture = testHome(300);
  const { exitCode } = await fixture.run(["run", "--plan", fixture.plan("wait", WAIT), "--detach"]);
  expect(exitCode).toBe(0);
  const busy = kernelPids(fixture.home);
  expect(busy).toHaveLength(1);
  await until(() => kernelPids(fixture.home).length === 0);
  expect(existsSync(homePaths(fixture.home).socket)).toBe(false);
  const log = await fixture.run(["log", "--json=events"]);
  const { events } = JSON.parse(log.stdout).data as { events: { type: string; data: object }[] };
  const stopped = events.filter(({ type }) => type === "kernel.stopped");
  expect(stopped.map(({ data }) => data)).toEqual([{ reason: "nobody needed it" }]);
  const types = events.map(({ type }) => type);
  expect(types.indexOf("run.finished")).toBeGreaterThan(0);
  expect(types.indexOf("run.finished")).toBeLessThan(types.indexOf("kernel.stopped"));
});

test("SIGTERM is an orderly end, and kernel.stop asks for one", async () => {
  await using fixture = testHome();
  const client = await connect({ home: fixture.home });
  const { pid } = await info(client);
  const following = client.call("log.read", { follow: true }).catch((error: unknown) => error);
  await until(async () => (await info(client)).pid === pid);
  process.kill(pid, "SIGTERM");
  expect(await following).toMatchObject({ code: "unavailable", message: "the kernel is leaving" });
  await until(() => !kernelPids(fixture.home).includes(pid));
  await client.call("kernel.stop");
  await until(() => kernelPids(fixture.home).length === 0);
  const reasons: unknown[] = [];
  await client.call(
    "log.read",
    {},
    {
      onPart(part) {
        const { event } = part as unknown as { event: { type: string; data: { reason: string } } };
        if (event.type === "kernel.stopped") reasons.push(event.data.reason);
      },
    },
  );
  expect(reasons).toEqual(["it got SIGTERM", "a person asked it to"]);
  await client.close();
});

test("a call may be silent for longer than a web server would wait", async () => {
  await using fixture = testHome();
  const client = await connect({ home: fixture.home });
  const plan = { steps: [{ id: "pause", do: { wait: { for: "12s" } } }] };
  const { run } = (await client.call("run.start", { goal: "w", dir: fixture.dir, plan })) as {
    run: string;
  };
  expect(await client.call("run.follow", { run })).toMatchObject({ standing: "finished" });
  await client.close();
}, 30_000);

test("two homes in one process never answer for each other", async () => {
  await using one = testHome();
  await using two = testHome();
  const clients = await Promise.all([one, two].map(({ home }) => connect({ home })));
  for (let round = 0; round < 5; round += 1) {
    const homes = await Promise.all(clients.map((client) => client.call("kernel.info")));
    expect(homes).toMatchObject([{ home: one.home }, { home: two.home }]);
  }
});

describe("inline", () => {
  test("is refused while another process is the kernel, and serves others while it is one", async () => {
    await using fixture = testHome();
    await fixture.run(["status"]);
    const refused = library(fixture, "", { INLINE: "1" });
    expect(await refused.stderr.text()).toMatch(/another process is the kernel of/);
    expect(await refused.exited).not.toBe(0);
    const other = await connect({ home: fixture.home });
    await other.call("kernel.stop");
    await until(() => kernelPids(fixture.home).length === 0);

    const inline = await connect({ home: fixture.home, inline: openKernel });
    expect((await info(inline)).pid).toBe(process.pid);
    expect((await info(other)).pid).toBe(process.pid);
    const ended = await fixture.run(["runs", "ls", "--json"]);
    expect(JSON.parse(ended.stdout)).toEqual({ v: 1, ok: true, data: { runs: [] } });
    await inline.close();
    expect((await info(other)).pid).not.toBe(process.pid);
    await other.close();
  });

  test("answers as the socket does, errors among it", async () => {
    await using fixture = testHome();
    const client = await connect({ home: fixture.home, inline: openKernel });
    const other = await connect({ home: fixture.home });
    for (const [name, input] of [
      ["verbs.list", {}],
      ["runs.list", { limit: 2 }],
    ] as const)
      expect(await client.call(name, input)).toEqual(await other.call(name, input));
    const errors = await Promise.all(
      [client, other].map((one) =>
        one.call("run.report", { run: "zzzz" }).catch((error: unknown) => error),
      ),
    );
    expect(errors[0]).toMatchObject({ code: "not_found", message: "there is no run zzzz" });
    expect(errors[1]).toMatchObject({ code: "not_found", message: "there is no run zzzz" });
    await client.close();
    await other.close();
  });
});
