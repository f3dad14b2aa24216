import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { RequestFault } from "../fault.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Gate, Manifest, StdioSpec } from "./index.ts";
import { callerOf, packageFile, stdioFixture, testHub, until } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real servers from npm and of ours.
setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

function hubOf(...args: Parameters<typeof testHub>): TestHub {
  open = testHub(...args);
  return open;
}

const everything = stdioFixture({
  name: "everything",
  rooted: false,
  args: [packageFile("@modelcontextprotocol/server-everything/dist/index.js"), "stdio"],
});

const pass = (hub: TestHub, method: string, params: JsonObject, server = "fixture") => {
  const { signal } = new AbortController();
  return hub.request({ server, dir: "/tmp", method, params, caller: callerOf("ann"), signal });
};
const tool = (hub: TestHub, name: string, args: JsonObject = {}, server = "fixture") =>
  pass(hub, "tools/call", { name, arguments: args }, server);

async function faultOf(work: Promise<unknown>): Promise<RequestFault> {
  const fault = await work.then(
    (answer) => new Error(`it was answered: ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );
  if (fault instanceof RequestFault) return fault;
  throw fault;
}

describe("a request of a client is answered as the server does:", () => {
  test("tools, resources, prompts and completion of a server from npm", async () => {
    const hub = hubOf([everything]);
    const [manifest] = await hub.manifests("");
    expect(manifest).toMatchObject({ server: "everything", era: "legacy" });
    expect(manifest?.tools.length).toBeGreaterThan(5);
    expect(manifest?.prompts.length).toBeGreaterThan(0);
    expect(manifest?.resources.length).toBeGreaterThan(0);
    const said = await tool(hub, "echo", { message: "hello" }, "everything");
    expect(said).toEqual({ content: [{ type: "text", text: "Echo: hello" }] });
    const uri = String(manifest?.resources[0]?.["uri"]);
    expect(await pass(hub, "resources/read", { uri }, "everything")).toMatchObject({
      contents: [{ uri }],
    });
    const name = String(manifest?.prompts[0]?.["name"]);
    const prompt = await pass(hub, "prompts/get", { name }, "everything");
    expect(prompt["messages"]).not.toEqual([]);
  });

  test("its own error with its own code", async () => {
    const hub = hubOf([stdioFixture()]);
    const fault = await faultOf(tool(hub, "refuse"));
    expect(fault).toMatchObject({ code: -32602, message: "path must be a string" });
  });
});

describe("a request that has no answer is a fault that says what became of it:", () => {
  test("no such server, a server that does not start, one that ends meanwhile", async () => {
    const hub = hubOf([stdioFixture(), stdioFixture({ name: "gone", command: "no-such-command" })]);
    expect(await faultOf(tool(hub, "echo", {}, "fixtur"))).toMatchObject({
      code: -32602,
      data: { code: "tool_gone", fate: "unsent" },
    });
    expect(await faultOf(tool(hub, "echo", {}, "gone"))).toMatchObject({
      code: -32603,
      message: expect.stringContaining('"no-such-command" was not found'),
      data: { code: "server_unavailable", fate: "unsent" },
    });
    expect(await faultOf(tool(hub, "crash"))).toMatchObject({
      code: -32603,
      message: expect.stringContaining("the disk is on fire"),
      data: { code: "server_gone", fate: "unknown" },
    });
    expect(await tool(hub, "echo", { text: "again" })).toMatchObject({ content: [{}, {}] });
  });

  test("an answer above the cap, and a closed hub", async () => {
    const hub = hubOf([stdioFixture()], { maxMessageBytes: 100_000 });
    expect(await faultOf(tool(hub, "big", { bytes: 200_000 }))).toMatchObject({
      data: { code: "result_too_large", fate: "unknown" },
    });
    await hub.close();
    expect(await faultOf(tool(hub, "echo"))).toMatchObject({
      data: { code: "server_unavailable", fate: "unsent" },
    });
  });

  test("one that its client has given up ends with the client's reason, and is cancelled at the server", async () => {
    const hub = hubOf([stdioFixture()]);
    await hub.list("/tmp");
    const given = new AbortController();
    const params = { name: "slow", arguments: { key: "k1" } };
    const about = { server: "fixture", dir: "/tmp", method: "tools/call", caller: callerOf("a") };
    const slow = hub.request({ ...about, params, signal: given.signal });
    setTimeout(() => given.abort(new Error("the client has left")), 50);
    await expect(slow).rejects.toThrow("the client has left");
    await until(async () => {
      const { structuredContent } = await tool(hub, "cancelled");
      return JSON.stringify(structuredContent) === '{"keys":["k1"]}';
    });
  });
});

/** Holds back one tool of each server until it is told otherwise. */
function gateFor(name: string): Gate & { approve(): void; readonly judged: Manifest[] } {
  const listeners = new Set<(server: string) => void>();
  let reason = "It is new and a person has not looked at it.";
  const judged: Manifest[] = [];
  return {
    judged,
    judge(manifest) {
      judged.push(manifest);
      const tools = new Map(reason === "" ? [] : [[name, reason]]);
      return { server: "", tools, prompts: new Map(), resources: new Map() };
    },
    changed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    approve() {
      reason = "";
      for (const listener of listeners) listener("fixture");
    },
  };
}

describe("what a gate holds back", () => {
  test("is not listed and not called, by runs and by clients, until it is approved", async () => {
    const gate = gateFor("echo");
    const hub = hubOf([stdioFixture()], { gate: () => gate });
    const names = async () => (await hub.list("/tmp")).map((one) => one.name);
    expect(await names()).not.toContain("echo");
    const [manifest] = await hub.manifests("/tmp");
    expect(manifest?.tools.map((one) => one["name"])).not.toContain("echo");
    const text = expect.stringMatching(
      /"echo" of .* is quarantined: .*glassbox mcp approve fixture/,
    );
    expect(await hub.ask("echo")).toMatchObject({
      ok: false,
      code: "quarantined",
      fate: "unsent",
      final: true,
      view: { text },
    });
    expect(await faultOf(tool(hub, "echo"))).toMatchObject({ code: -32602, message: text });
    expect(hub.status()[0]?.quarantined).toMatchObject([{ kind: "tool", name: "echo" }]);
    expect((await hub.ask("structured")).ok).toBe(true);

    const told: string[] = [];
    hub.notifications((server, method) => void told.push(`${server} ${method}`));
    gate.approve();
    expect(told).toContain("fixture notifications/tools/list_changed");
    expect(await names()).toContain("echo");
    expect((await hub.ask("echo")).ok).toBe(true);
  });

  test("is judged once for what a server says, whoever asks and however often", async () => {
    const gate = gateFor("echo");
    const hub = hubOf([stdioFixture()], { gate: () => gate });
    for (let count = 0; count < 5; count += 1) {
      await hub.list("/tmp");
      await hub.ask("structured");
    }
    expect(gate.judged).toHaveLength(1);
  });

  test("may be a whole server: it is not started for a call", async () => {
    const gate = gateFor("");
    const whole: Gate = {
      ...gate,
      judge: (manifest) => ({ ...gate.judge(manifest, []), server: "Its text speaks to models." }),
    };
    const hub = hubOf([stdioFixture()], { gate: () => whole });
    expect(await hub.list("/tmp")).toEqual([]);
    expect(await hub.manifests("/tmp")).toEqual([]);
    await hub.stop("fixture");
    expect(await hub.ask("structured")).toMatchObject({ code: "quarantined" });
    expect(hub.status()).toMatchObject([
      { state: "quarantined", reason: "Its text speaks to models.", diagnostics: { stderr: "" } },
    ]);
    expect(hub.events.map(({ type }) => type)).toEqual(["server.started", "server.stopped"]);
  });
});

test("a tool that the configuration denies is neither listed nor called", async () => {
  const spec: StdioSpec = stdioFixture({ policy: { "e*": "deny", echo: "allow" } });
  const hub = hubOf([spec]);
  const names = (await hub.list("/tmp")).map((one) => one.name);
  expect(names).toContain("echo");
  expect(names).not.toContain("error");
  expect(await hub.ask("error")).toMatchObject({
    code: "tool_gone",
    final: true,
    view: { text: expect.stringContaining("servers.fixture.policy") },
  });
  expect(await faultOf(tool(hub, "environment"))).toMatchObject({ code: -32602 });
});

test("more calls than a server may get are refused to a client, which could only wait", async () => {
  const hub = hubOf([stdioFixture({ callsPerMinute: 2 })]);
  await tool(hub, "echo");
  await tool(hub, "echo");
  expect(await faultOf(tool(hub, "echo"))).toMatchObject({
    message: expect.stringContaining("may be called 2 times a minute"),
    data: { code: "too_often", fate: "unsent" },
  });
  const late = await hub.ask("echo", {}, { signal: AbortSignal.timeout(50) });
  expect(late).toMatchObject({ code: "deadline", fate: "unsent" });
});

describe("secret://NAME in a server's environment", () => {
  const spec = stdioFixture({ env: { TOKEN: "secret://notes-token", PLAIN: "as it is" } });

  test("is the secret for the server, and for nobody who looks at the server", async () => {
    const asked: string[] = [];
    const secret = async (name: string) => {
      asked.push(name);
      return "s3cr3t-value";
    };
    const hub = hubOf([spec], { secret });
    expect((await hub.ask("environment")).view).toMatchObject({
      TOKEN: "s3cr3t-value",
      PLAIN: "as it is",
    });
    expect(asked).toEqual(["notes-token"]);
    await hub.ask("crash");
    expect(JSON.stringify([hub.status(), hub.events, await hub.manifests("/tmp")])).not.toContain(
      "s3cr3t-value",
    );
  });

  test("that is not there keeps the server from starting, and says how to set it", async () => {
    for (const over of [{}, { secret: async () => undefined }]) {
      const hub = hubOf([spec], over);
      expect(await hub.ask("environment")).toMatchObject({
        code: "server_unavailable",
        fate: "unsent",
        view: {
          text: 'The server "fixture" could not start: its environment variable TOKEN needs the secret "notes-token", and there is none of that name; set it: glassbox secrets set notes-token.',
        },
      });
      expect(hub.status()[0]?.diagnostics.pid).toBeUndefined();
      await hub.close();
    }
  });
});
