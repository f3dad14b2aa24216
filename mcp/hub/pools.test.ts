import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { JsonObject } from "../../kernel/json.ts";
import type { Caller, StdioSpec } from "./index.ts";
import type { Manifest, Manifests } from "./manifest.ts";
import { callerOf, processesOf, rawServer, stdioFixture, testHub, until } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real processes, counted.
setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

function hubOf(spec: StdioSpec, over: Parameters<typeof testHub>[1] = {}): TestHub {
  open = testHub([spec], over);
  return open;
}

/** Answers with its process and with what its client can do; waits for the file `hold` to go. */
const own = (over: Partial<StdioSpec>): StdioSpec =>
  rawServer("", {
    rooted: false,
    protocol: "legacy",
    args: [
      "-e",
      `
      const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
      let can;
      const subscribed = [];
      const answer = (id, value) => send({ id, result: { content: [{ type: "text", text: JSON.stringify(value) }] } });
      for await (const line of console) {
        const { id, method, params } = JSON.parse(line);
        if (method === "initialize") { can = params.capabilities; send({ id, result: { protocolVersion: "2025-11-25", capabilities: { tools: {}, resources: { subscribe: true } }, serverInfo: { name: "own", version: "1" } } }); }
        else if (method === "tools/list") send({ id, result: { tools: [{ name: "me", inputSchema: { type: "object" } }] } });
        else if (method === "resources/subscribe" || method === "resources/unsubscribe") { subscribed.push(method + " " + params.uri); send({ id, result: {} }); }
        else if (method === "resources/read") send({ id, result: { contents: [{ uri: params.uri, text: JSON.stringify(subscribed) }] } });
        else if (method === "tools/call") setTimeout(answer, params.arguments.ms ?? 0, id, { pid: process.pid, can });
        else if (id !== undefined) send({ id, result: {} });
      }`,
    ],
    ...over,
  });

async function me(hub: TestHub, caller: Caller, args: JsonObject = {}): Promise<JsonObject> {
  const { signal } = new AbortController();
  const params = { name: "me", arguments: args };
  const passed = { server: "fixture", dir: "", method: "tools/call", params, caller, signal };
  const { content } = await hub.request(passed);
  const [{ text }] = content as unknown as [{ text: string }];
  return JSON.parse(text);
}

const pids = (hub: TestHub) =>
  hub.status().flatMap(({ diagnostics }) => (diagnostics.pid ? [diagnostics.pid] : []));

describe("a shared server", () => {
  test("is one process for any number of clients that come at once, and for runs", async () => {
    const hub = hubOf(own({}));
    const clients = ["a", "b", "c"].map((id) => me(hub, callerOf(id)));
    const [first, ...others] = await Promise.all([...clients, hub.ask("me")]);
    expect(others).toHaveLength(3);
    expect(new Set((await Promise.all(clients)).map(({ pid }) => pid)).size).toBe(1);
    expect(pids(hub)).toEqual([Number((first as JsonObject)["pid"])]);
    expect(hub.events.map(({ type }) => type)).toEqual(["server.started"]);
  });
});

describe("a server of which each client has its own", () => {
  test("is told what that client can do, keeps its process, and ends with the client", async () => {
    const hub = hubOf(own({ pool: "session" }));
    const ann = callerOf("ann", { capabilities: { sampling: {} } });
    const bob = callerOf("bob", { capabilities: { roots: { listChanged: true } } });
    const [one, two] = await Promise.all([me(hub, ann), me(hub, bob)]);
    expect([one["can"], two["can"]]).toEqual([ann.capabilities, bob.capabilities]);
    expect(one["pid"]).not.toBe(two["pid"]);
    expect(await me(hub, ann)).toEqual(one);
    hub.release("ann");
    await until(async () => (await processesOf(Number(one["pid"]))).length === 0);
    expect(pids(hub)).toEqual([Number(two["pid"])]);
    expect((await me(hub, ann))["pid"]).not.toBe(one["pid"]);
  });

  test("serves a run with the instance of the client that it is attached to", async () => {
    const hub = hubOf(own({ pool: "session" }));
    const ann = callerOf("ann", { capabilities: { sampling: {} } });
    const { pid } = await me(hub, ann);
    const leave = hub.attach("run-1", ann);
    const meta = { "dev.glassbox/run": "run-1" };
    const text = JSON.stringify({ pid, can: ann.capabilities });
    expect((await hub.ask("me", {}, { meta })).view).toMatchObject({ text });
    leave();
    expect((await hub.ask("me", {}, { meta })).view).not.toMatchObject({ text });
  });
});

describe("a server of which more clients want their own than there may be", () => {
  const clients = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => callerOf(`client-${from + index}`));

  test("ends the process of the client that was quiet for longest, and starts it anew when that comes back", async () => {
    const hub = hubOf(own({ pool: "session" }));
    const [first, ...others] = clients(0, 16) as [Caller, ...Caller[]];
    const started = [await me(hub, first)];
    for (const caller of others) started.push(await me(hub, caller));
    expect(await me(hub, first)).toEqual(started[0]!);
    // The second has been quiet for longest by now.
    await me(hub, callerOf("one-more"));
    await until(async () => (await processesOf(Number(started[1]!["pid"]))).length === 0);
    expect(pids(hub)).toHaveLength(16);
    expect(await me(hub, first)).toEqual(started[0]!);
    expect((await me(hub, others[0]!))["pid"]).not.toBe(started[1]!["pid"]!);
    expect(pids(hub)).toHaveLength(16);
  });

  test("refuses one more while all are at work, unsent and with what to do", async () => {
    const hub = hubOf(own({ pool: "session" }));
    await Promise.all(clients(0, 16).map((caller) => me(hub, caller)));
    const all = clients(0, 16).map((caller) => me(hub, caller, { ms: 1_500 }));
    const refused = await me(hub, callerOf("one-more")).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/works for 16 clients at once.*"lease"/),
      data: { code: "server_unavailable", fate: "unsent" },
    });
    await Promise.all(all);
    expect(await me(hub, callerOf("one-more"))).toHaveProperty("pid");
  });
});

describe("a server that is leased", () => {
  test("works on one call at a time in each process, and a process that is free is taken again", async () => {
    const hub = hubOf(own({ pool: "lease" }));
    const caller = callerOf("ann");
    const together = await Promise.all([1, 2, 3].map(() => me(hub, caller, { ms: 300 })));
    expect(new Set(together.map(({ pid }) => pid)).size).toBe(3);
    const after = [await me(hub, caller), await me(hub, caller)];
    for (const { pid } of after) expect(together.map((one) => one["pid"])).toContain(pid!);
    expect(pids(hub)).toHaveLength(3);
  });

  test("has eight processes at most: whoever comes then waits for one, or gives up unsent", async () => {
    const hub = hubOf(own({ pool: "lease" }));
    const caller = callerOf("ann");
    const all = Array.from({ length: 8 }, () => me(hub, caller, { ms: 1_000 }));
    const late = hub.ask("me", {}, { signal: AbortSignal.timeout(50) });
    const patient = me(hub, caller);
    expect(await late).toMatchObject({ code: "deadline", fate: "unsent" });
    const taken = await Promise.all(all);
    expect(taken.map(({ pid }) => pid)).toContain((await patient)["pid"]!);
    expect(pids(hub)).toHaveLength(8);
  });
});

describe("a server with nothing to do", () => {
  test("is stopped after its time, is still listed, and its next call starts it", async () => {
    const hub = hubOf(own({ idleSeconds: 0.2 }));
    const { pid } = await me(hub, callerOf("ann"));
    await until(async () => (await processesOf(Number(pid))).length === 0);
    expect(hub.status()).toMatchObject([
      { state: "stopped", reason: "it had nothing to do for 0.2 s", tools: ["me"] },
    ]);
    expect(await hub.list("/tmp")).toHaveLength(1);
    // It is told once all of it has ended.
    await until(() => hub.events.length > 1);
    expect(hub.events.map(({ type }) => type)).toEqual(["server.started", "server.stopped"]);
    expect((await me(hub, callerOf("ann")))["pid"]).not.toBe(pid);
  });

  test("is not stopped while a call is under way, or while somebody has subscribed to a resource", async () => {
    const hub = hubOf(own({ idleSeconds: 0.05 }));
    const ann = callerOf("ann");
    const bob = callerOf("bob");
    const { pid } = await me(hub, ann, { ms: 400 });
    const pass = (caller: Caller, method: string) => {
      const { signal } = new AbortController();
      const params = { uri: "note://1" };
      return hub.request({ server: "fixture", dir: "", method, params, caller, signal });
    };
    await Promise.all([ann, bob].map((caller) => pass(caller, "resources/subscribe")));
    await Bun.sleep(300);
    await pass(ann, "resources/unsubscribe");
    const { contents } = await pass(bob, "resources/read");
    expect(contents).toMatchObject([{ text: '["resources/subscribe note://1"]' }]);
    expect(pids(hub)).toEqual([Number(pid)]);
    hub.release("bob");
    await until(() => hub.status()[0]?.state === "stopped");
  });

  test("starts again by itself when it crashes and somebody has subscribed", async () => {
    const hub = hubOf(own({}));
    const caller = callerOf("ann");
    const { signal } = new AbortController();
    const about = { server: "fixture", dir: "", caller, signal, params: { uri: "note://1" } };
    await hub.request({ ...about, method: "resources/subscribe" });
    const first = hub.pid();
    process.kill(first, "SIGKILL");
    await until(() => hub.events.filter(({ type }) => type === "server.started").length === 2);
    const { contents } = await hub.request({ ...about, method: "resources/read" });
    expect(contents).toMatchObject([{ text: '["resources/subscribe note://1"]' }]);
    expect(hub.pid()).not.toBe(first);
  });
});

test("after any number of rounds of connect, call and kill no process is left, and no wait grows", async () => {
  const hub = hubOf(stdioFixture({ protocol: "legacy" }));
  const groups: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    expect((await hub.ask("echo")).ok).toBe(true);
    groups.push(hub.pid());
    process.kill(hub.pid(), "SIGKILL");
    await until(() => hub.status()[0]?.state === "failed");
  }
  expect(new Set(groups).size).toBe(12);
  await hub.close();
  for (const group of groups) expect(await processesOf(group)).toEqual([]);
});

test("a server that is configured anew is told what clients still listen to", async () => {
  let spec = own({});
  open = testHub(() => [spec]);
  const hub = open;
  const { signal } = new AbortController();
  const about = { server: "fixture", dir: "", caller: callerOf("ann"), signal };
  const params = { uri: "note://1" };
  await hub.request({ ...about, method: "resources/subscribe", params });
  spec = own({ env: { ANOTHER: "1" } });
  const { contents } = await hub.request({ ...about, method: "resources/read", params });
  expect(contents).toMatchObject([{ text: '["resources/subscribe note://1"]' }]);
  hub.release("ann");
});

test("a hub that begins with servers it knows tells of no list that is another", async () => {
  const kept = new Map<string, Manifest>();
  const manifests: Manifests = {
    get: (server) => kept.get(server),
    put: (manifest) => void kept.set(manifest.server, manifest),
    remove: (server) => void kept.delete(server),
  };
  const heard: string[][] = [];
  for (const spec of [own({}), own({}), own({ env: { ANOTHER: "1" } })]) {
    const told: string[] = [];
    open = testHub([spec], { manifests });
    open.notifications((_, method) => void told.push(method));
    await open.list("/tmp");
    await me(open, callerOf("ann"));
    await open.close();
    heard.push(told);
  }
  const [first, again, edited] = heard;
  expect(first).toContain("notifications/tools/list_changed");
  expect(again).toEqual([]);
  expect(edited).toContain("notifications/tools/list_changed");
});
