import { afterEach, describe, expect, test } from "bun:test";
import { offeredName } from "./offered-name.ts";
import { callerOf, rawServer, testHub } from "./testing.ts";
import type { TestHub } from "./testing.ts";

let open: TestHub | undefined;
afterEach(() => open?.close());

const long = `get_${"a".repeat(70)}`;
const dotted = "admin.tools.list";

/** Its tools answer with the name by which they were called. */
function hubOf(policy: Record<string, "allow" | "ask" | "deny"> = {}): TestHub {
  const names = JSON.stringify([dotted, "admin_tools_list", long, ""]);
  const script = `
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const serverInfo = { name: "raw", version: "1" };
    const tools = ${names}.map((name) => ({ name, inputSchema: { type: "object" } }));
    for await (const line of console) {
      const { id, method, params } = JSON.parse(line);
      if (method === "initialize") send({ id, result: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo } });
      else if (method === "tools/list") send({ id, result: { tools } });
      else if (method === "tools/call") send({ id, result: { content: [{ type: "text", text: params.name }] } });
      else if (id !== undefined) send({ id, result: {} });
    }`;
  const spec = rawServer("", { args: ["-e", script], policy, effects: { [dotted]: "keyed" } });
  open = testHub([spec]);
  return open;
}

describe("a tool whose name does not fit every client", () => {
  test("is offered under one that does, the same each time, and called by its own", async () => {
    const hub = hubOf();
    const tools = await hub.list("/tmp");
    const names = tools.map(({ name }) => name);
    expect(names).toHaveLength(3);
    expect(names[0]).toMatch(/^admin_tools_list_[\da-f]{8}$/);
    expect(names[1]).toBe("admin_tools_list");
    for (const name of names) expect(`fixture__${name}`).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    const owns = [dotted, "admin_tools_list", long];
    for (const [index, name] of names.entries()) {
      expect((await hub.ask(name)).view).toMatchObject({ text: owns[index]! });
    }
    await hub.restart("fixture");
    expect((await hub.list("/tmp")).map(({ name }) => name)).toEqual(names);
    expect(tools[0]?.effect).toBe("keyed");
  });

  test("is called by its own name for a client too, whichever of the two it is given", async () => {
    const hub = hubOf();
    const [first] = await hub.list("/tmp");
    const { signal } = new AbortController();
    const about = { server: "fixture", dir: "/tmp", method: "tools/call", signal };
    for (const name of [dotted, first!.name]) {
      const params = { name, arguments: {} };
      const answer = await hub.request({ ...about, params, caller: callerOf("ann") });
      expect(answer["content"]).toEqual([{ type: "text", text: dotted }]);
    }
  });

  test("is denied by what the configuration says of its own name", async () => {
    const hub = hubOf({ "admin.*": "deny" });
    const name = offeredName("fixture", dotted)!;
    expect((await hub.list("/tmp")).map((tool) => tool.name)).toEqual([
      "admin_tools_list",
      offeredName("fixture", long)!,
    ]);
    expect(await hub.ask(name)).toMatchObject({ code: "tool_gone", fate: "unsent" });
  });

  test("is left out when it is empty", async () => {
    const hub = hubOf();
    await hub.list("/tmp");
    expect(hub.status()[0]?.leftOut).toEqual([{ name: "", reason: "It has no name." }]);
  });
});
