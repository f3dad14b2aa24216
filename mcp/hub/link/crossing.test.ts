import { afterEach, describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { closeAll, connectTo, fixture, never, testCaller } from "./testing.ts";
import type { TestConnection } from "./testing.ts";

afterEach(closeAll);

const accepted = { action: "accept", content: { name: "Ines" } };
const answers = {
  "elicitation/create": () => accepted,
  "sampling/createMessage": () => ({
    role: "assistant",
    content: { type: "text", text: "What." },
    model: "m",
  }),
  "roots/list": () => ({ roots: [{ uri: "file:///work" }] }),
};

function server(ERAS: "legacy" | "modern"): Promise<TestConnection> {
  return connectTo([fixture], { env: { ERAS }, protocol: ERAS });
}

function envelopeOf(caller: Caller): JsonObject {
  return {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "somebody", version: "2" },
    "io.modelcontextprotocol/clientCapabilities": caller.capabilities,
  };
}

function call(connection: TestConnection, name: string, caller?: Caller, over: JsonObject = {}) {
  const meta = caller?.era === "modern" ? envelopeOf(caller) : {};
  const params = { name, arguments: {}, _meta: meta, ...over };
  return connection.request("tools/call", params, { ...(caller && { caller }), signal: never });
}

function said(answer: unknown): unknown {
  const [part] = (answer as { content: { text: string }[] }).content;
  return JSON.parse(part?.text ?? "null");
}

for (const ERAS of ["legacy", "modern"] as const) {
  describe(`a legacy caller at a ${ERAS} server`, () => {
    test("is asked, and its answer reaches the server", async () => {
      const caller = testCaller("legacy", answers);
      expect(said(await call(await server(ERAS), "ask", caller))).toEqual(accepted);
      expect(caller.asked).toEqual([
        {
          method: "elicitation/create",
          params: expect.objectContaining({ message: "tested asks: Who is there?" }),
        },
      ]);
    });

    test("is asked round after round, and the server's state comes back to it", async () => {
      const caller = testCaller("legacy", answers);
      expect(said(await call(await server(ERAS), "twice", caller))).toMatchObject({ state: "two" });
      expect(caller.asked.map(({ params }) => params["message"])).toEqual([
        "tested asks: First?",
        "tested asks: Second?",
      ]);
    });

    test("is asked several things at once", async () => {
      const caller = testCaller("legacy", answers);
      expect(said(await call(await server(ERAS), "all", caller))).toMatchObject({
        who: accepted,
        what: { role: "assistant", content: { type: "text", text: "What." } },
        where: { roots: [{ uri: "file:///work" }] },
      });
      expect(caller.asked.map(({ method }) => method).toSorted()).toEqual([
        "elicitation/create",
        "roots/list",
        "sampling/createMessage",
      ]);
    });

    test("that declines has declined", async () => {
      const caller = testCaller("legacy", {
        "elicitation/create": () => ({ action: "decline" }),
      });
      expect(said(await call(await server(ERAS), "ask", caller))).toEqual({ action: "decline" });
    });

    test("that cannot be asked fails its call and no other", async () => {
      const connection = await server(ERAS);
      const outcome = await call(connection, "ask", testCaller("legacy")).catch(String);
      expect(JSON.stringify(outcome)).toMatch(/does not support|not support|elicitation/i);
      const able = testCaller("legacy", answers);
      expect(said(await call(connection, "ask", able))).toEqual(accepted);
    });
  });

  test(`a run at a terminal is told that nobody can answer a ${ERAS} server`, async () => {
    const connection = await server(ERAS);
    const outcome = await connection.callTool("ask", {}, {}, never).catch(String);
    expect(JSON.stringify(outcome)).toMatch(/terminal|elicitation/);
  });

  test(`a call of the kernel for a modern caller is answered to its end by a ${ERAS} server`, async () => {
    const caller = testCaller("modern", answers);
    const answer = await (await server(ERAS)).callTool("ask", {}, {}, never, caller);
    expect(said(answer)).toEqual(accepted);
    expect(caller.asked).toHaveLength(1);
  });
}

describe("a modern caller at a modern server", () => {
  test("is handed what the server requires, and answers it itself", async () => {
    const connection = await server("modern");
    const caller = testCaller("modern", answers);
    const first = await call(connection, "twice", caller);
    expect(first).toMatchObject({ resultType: "input_required", requestState: "one" });
    expect(first["inputRequests"]).toMatchObject({
      a: { method: "elicitation/create", params: { message: "tested asks: First?" } },
    });
    const inputResponses = { a: accepted };
    const second = await call(connection, "twice", caller, { inputResponses, requestState: "one" });
    expect(second).toMatchObject({ resultType: "input_required", requestState: "two" });
    const retry = { inputResponses: { b: accepted }, requestState: "two" };
    const last = await call(connection, "twice", caller, retry);
    expect(said(last)).toEqual({ state: "two", answers: { b: accepted } });
    expect(caller.asked).toEqual([]);
  });

  test("is seen by the server as what it says it is", async () => {
    const connection = await server("modern");
    const caller = testCaller("modern", { "elicitation/create": () => accepted });
    const { envelope } = said(await call(connection, "seen", caller)) as JsonObject;
    expect(envelope).toEqual(envelopeOf(caller));
  });
});

describe("a modern caller at a legacy server", () => {
  test("is asked, and the server sees nothing of its era", async () => {
    const connection = await server("legacy");
    const caller = testCaller("modern", answers);
    expect(said(await call(connection, "ask", caller))).toEqual(accepted);
    const { meta } = said(await call(connection, "seen", caller)) as { meta: JsonObject };
    expect(Object.keys(meta)).toEqual(["traceparent"]);
  });
});

test("a legacy caller is seen by a modern server as Glassbox that can do what the caller can", async () => {
  const caller = testCaller("legacy", { "roots/list": answers["roots/list"] });
  const { envelope } = said(await call(await server("modern"), "seen", caller)) as JsonObject;
  expect(envelope).toMatchObject({
    "io.modelcontextprotocol/clientInfo": { name: "glassbox" },
    "io.modelcontextprotocol/clientCapabilities": { roots: {} },
  });
});

test("a modern server that asks for ever is left after twenty rounds", async () => {
  const caller = testCaller("legacy", answers);
  const asked = call(await server("modern"), "for-ever", caller);
  await expect(asked).rejects.toThrow("after 20 rounds");
});

test("the caller's trace goes on, and where there is none one begins", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const connection = await server("legacy");
  const seen = async (meta: JsonObject) => {
    const answer = await call(connection, "seen", undefined, { _meta: meta });
    return (said(answer) as { meta: JsonObject }).meta["traceparent"];
  };
  expect(await seen({ traceparent })).toBe(traceparent);
  expect(await seen({})).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
  expect(await seen({})).not.toBe(await seen({}));
});
