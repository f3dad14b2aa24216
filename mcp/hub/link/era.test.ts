import { afterEach, describe, expect, test } from "bun:test";
import { HarmedByProbe } from "../connection.ts";
import { startServer } from "../start.ts";
import { processesOf, stdioFixture } from "../testing.ts";
import type { HubTransport } from "../transport.ts";
import { closeAll, connectTo, fixture, never, npmServer } from "./testing.ts";

afterEach(closeAll);

const methods = (wire: readonly { readonly message: unknown }[]) =>
  wire.map(({ message }) => JSON.parse(String(message)).method).filter(Boolean);

describe("a server of unknown era", () => {
  test("that speaks both is spoken to in the modern one", async () => {
    const connection = await connectTo([fixture], { env: { ERAS: "both" } });
    expect(connection).toMatchObject({
      era: "modern",
      protocol: "2026-07-28",
      implementation: "eras 1.0.0",
      instructions: "Ask away.",
      capabilities: { tools: { listChanged: true } },
    });
    expect(methods(connection.wire)).not.toContain("initialize");
  });

  test("that refuses the modern question is asked the other one, in the same process", async () => {
    const connection = await connectTo([fixture], { env: { ERAS: "legacy" } });
    expect(connection).toMatchObject({ era: "legacy", protocol: "2025-11-25" });
    expect(methods(connection.wire)).toEqual([
      "server/discover",
      "initialize",
      "notifications/initialized",
    ]);
    expect(await processesOf(connection.pid())).toEqual([String(connection.pid())]);
  });

  test("that passes over the modern question in silence is asked the other one too", async () => {
    const silent = answering(`if (method === "initialize") send({ id, result: hello });`);
    const patience = { quietMs: 20, stuckMs: 20_000 };
    const connection = await connectTo(["-e", silent], { patience });
    expect(connection.era).toBe("legacy");
  });

  test("that answers late, and to the modern question alone, is spoken to in the modern era", async () => {
    const slow = answering(`
      if (method === "server/discover") discover = id;
      if (method === "initialize") {
        send({ id, error: { code: -32022, message: "only 2026-07-28" } });
        send({ id: discover, result: { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: {} } });
      }`);
    const patience = { quietMs: 20, stuckMs: 20_000 };
    const connection = await connectTo(["-e", slow], { patience });
    expect(connection).toMatchObject({ era: "modern", implementation: "" });
  });
});

test("a server that answers neither question is one that the questions may have harmed", async () => {
  const mute = connectTo(["-e", answering("")], { patience: { quietMs: 20, stuckMs: 20 } });
  await expect(mute).rejects.toThrow(HarmedByProbe);
});

describe("from npm, every server", () => {
  const servers = [
    ["everything", "stdio"],
    ["filesystem", "/tmp"],
    ["memory"],
    ["sequential-thinking"],
  ] as const;
  for (const [name, ...args] of servers) {
    test(`${name} bears the modern question and lists its tools`, async () => {
      const connection = await connectTo([npmServer(name), ...args]);
      expect([connection.era, connection.protocol]).toEqual(["legacy", "2025-11-25"]);
      const { tools } = await connection.readManifest(never);
      expect(tools.length).toBeGreaterThan(0);
      expect(await connection.answersPing(20_000)).toBe(true);
    });
  }

  test("and one of the SDK's first line", async () => {
    const connection = await connectTo([`${import.meta.dir}/../fixture-server-v1.ts`]);
    expect(connection).toMatchObject({ era: "legacy", implementation: "fixture-v1 1.0.0" });
  });
});

describe("what is remembered of a server", () => {
  test("spares the question", async () => {
    const connection = await connectTo([fixture], { env: { ERAS: "legacy" }, prior: "legacy" });
    expect(methods(connection.wire)[0]).toBe("initialize");
  });

  test("does not keep us from one that has moved on, or back", async () => {
    const onward = await connectTo([fixture], { env: { ERAS: "modern" }, prior: "legacy" });
    expect(onward.era).toBe("modern");
    const back = await connectTo([fixture], { env: { ERAS: "legacy" }, prior: "modern" });
    expect(back.era).toBe("legacy");
  });
});

describe("a configured era", () => {
  test("is the only one that is spoken", async () => {
    const legacy = await connectTo([fixture], { protocol: "legacy" });
    expect(legacy.era).toBe("legacy");
    const modern = await connectTo([fixture], { protocol: "modern" });
    expect(modern.era).toBe("modern");
    const wrong = connectTo([fixture], { env: { ERAS: "legacy" }, protocol: "modern" });
    await expect(wrong).rejects.toThrow("Method not found");
  });

  test("in a revision that nobody has heard of is refused with its name", async () => {
    const old = answering(
      `if (method === "initialize") send({ id, result: { ...hello, protocolVersion: "1815-12-10" } });
       else send({ id, error: { code: -32601, message: "no" } });`,
    );
    const refused = connectTo(["-e", old]);
    await expect(refused).rejects.toThrow("revision 1815-12-10 of MCP, which is not spoken here");
  });
});

describe("a server that ends when its first message is not the one it expects", () => {
  const proud = answering(`
    if (method !== "initialize" && !begun) process.exit(1);
    begun = true;
    if (method === "initialize") send({ id, result: hello });
    if (method === "tools/list") send({ id, result: { tools: [] } });`);

  test("is started afresh and spoken to in the legacy era", async () => {
    const opened: HubTransport[] = [];
    const watch = {
      opened: (transport: HubTransport) => void opened.push(transport),
      closed() {},
      toolsChanged() {},
    };
    const options = { maxMessageBytes: 2 ** 20, startTimeoutMs: 30_000, watch: undefined };
    const spec = stdioFixture({ args: ["-e", proud] });
    const live = await startServer(spec, "/tmp", options, watch, never);
    expect([live.manifest.era, live.manifest.protocol]).toEqual(["legacy", "2025-11-25"]);
    const [first, second] = opened.map((transport) => transport.diagnostics().pid ?? 0);
    expect(opened).toHaveLength(2);
    expect(await processesOf(first ?? 0)).toEqual([]);
    expect(await processesOf(second ?? 0)).toEqual([String(second)]);
    await live.connection.close();
    expect(await processesOf(second ?? 0)).toEqual([]);
  });
});

/** A server written by hand. */
function answering(onMessage: string): string {
  return `
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const serverInfo = { name: "hand", version: "1" };
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo };
    let begun = false, discover;
    for await (const line of console) {
      if (line === "") continue;
      const { id, method, params } = JSON.parse(line);
      ${onMessage}
    }`;
}
