import { afterEach, describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { Caller } from "../caller.ts";
import { until } from "../testing.ts";
import { closeAll, connectTo, fixture, never, testCaller } from "./testing.ts";
import type { TestConnection } from "./testing.ts";

afterEach(closeAll);

const legacy = { env: { ERAS: "legacy" } } as const;
const modern = { env: { ERAS: "modern" } } as const;
const yes = { "elicitation/create": () => ({ action: "accept", content: { name: "Ines" } }) };

function call(
  connection: TestConnection,
  name: string,
  caller: Caller | undefined,
  args: JsonObject = {},
  meta: JsonObject = {},
  signal: AbortSignal = never,
) {
  const params = { name, arguments: args, _meta: meta };
  return connection.request("tools/call", params, { ...(caller && { caller }), signal });
}

/** A call that is under way until it is abandoned. */
function waiting(connection: TestConnection, caller: Caller | undefined): AbortController {
  const controller = new AbortController();
  call(connection, "slow", caller, { key: "w" }, {}, controller.signal).catch(() => {});
  return controller;
}

const text = (outcome: unknown) => JSON.stringify(outcome);

describe("a question of a legacy server that several share", () => {
  test("goes to the only client of one person that can answer", async () => {
    const connection = await connectTo([fixture], legacy);
    const unable = testCaller("legacy", {}, "editor", "ann");
    waiting(connection, unable);
    const able = testCaller("legacy", yes, "chat", "ann");
    expect(text(await call(connection, "ask", able))).toContain("Ines");
    expect(unable.asked).toEqual([]);
  });

  test("is shown to nobody while another person's call is under way, who alone could answer", async () => {
    const connection = await connectTo([fixture], legacy);
    const bystander = testCaller("legacy", yes, "of bob", "bob");
    waiting(connection, bystander);
    const unable = testCaller("legacy", {}, "of ann", "ann");
    expect(text(await call(connection, "ask", unable).catch(String))).toContain("lease");
    expect(bystander.asked).toEqual([]);
  });

  test("is shown to nobody while a run at a terminal works too", async () => {
    const connection = await connectTo([fixture], legacy);
    const bystander = testCaller("legacy", yes);
    waiting(connection, bystander);
    expect(text(await call(connection, "ask", undefined).catch(String))).toContain("lease");
    expect(bystander.asked).toEqual([]);
  });

  test("goes to nobody when several can, and the refusal says what to set", async () => {
    const connection = await connectTo([fixture], legacy);
    const bystander = testCaller("legacy", yes);
    const abandon = waiting(connection, bystander);
    const caller = testCaller("legacy", yes);
    const refused = await call(connection, "ask", caller).catch(String);
    expect(text(refused)).toContain("pool");
    expect(text(refused)).toContain("lease");
    expect(bystander.asked).toEqual([]);
    expect(caller.asked).toEqual([]);
    // Alone again, it is asked.
    abandon.abort();
    expect(text(await call(connection, "ask", caller))).toContain("Ines");
  });

  test("is not put to a client while only a run at a terminal works", async () => {
    const connection = await connectTo([fixture], { ...legacy, owner: testCaller("legacy", yes) });
    expect(text(await call(connection, "ask", undefined).catch(String))).toContain("terminal");
  });

  test("is one client's whichever of its calls it came from", async () => {
    const connection = await connectTo([fixture], legacy);
    const caller = testCaller("legacy", yes);
    waiting(connection, { ...caller });
    expect(text(await call(connection, "ask", caller))).toContain("Ines");
  });

  test("ends with its call", async () => {
    const connection = await connectTo([fixture], legacy);
    const ended = Promise.withResolvers<void>();
    const caller = testCaller("legacy", {
      "elicitation/create": (_, signal) => {
        signal.addEventListener("abort", () => ended.resolve());
        return new Promise(() => {});
      },
    });
    const abandon = new AbortController();
    const asking = call(connection, "ask", caller, {}, {}, abandon.signal);
    asking.catch(() => {});
    await until(() => caller.asked.length === 1);
    abandon.abort(new Error("nobody waits"));
    await expect(asking).rejects.toThrow("nobody waits");
    await ended.promise;
    // And the next one is asked again.
    expect(text(await call(connection, "ask", testCaller("legacy", yes)))).toContain("Ines");
  });

  test("ends with its server", async () => {
    const connection = await connectTo([fixture], legacy);
    const ended = Promise.withResolvers<void>();
    const caller = testCaller("legacy", {
      "elicitation/create": (_, signal) => {
        signal.addEventListener("abort", () => ended.resolve());
        return new Promise(() => {});
      },
    });
    const outcome = call(connection, "ask", caller).catch(() => {});
    await until(() => caller.asked.length === 1);
    await connection.transport.kill("was ended by the test");
    await ended.promise;
    await outcome;
  });
});

test("roots are asked of the one client whom a connection serves, also before its first call", async () => {
  const roots = { roots: [{ uri: "file:///work" }] };
  const owner = testCaller("legacy", { "roots/list": () => roots });
  const asking = `
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const hello = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "r", version: "1" } };
    let seen, answer;
    for await (const line of console) {
      if (line === "") continue;
      const { id, method, params, result, error } = JSON.parse(line);
      if (method === "initialize") seen = params.capabilities, send({ id, result: hello });
      if (method === "notifications/initialized") send({ id: "q", method: "roots/list" });
      if (id === "q") answer = result ?? error;
      if (method === "resources/read") send({ id, result: { capabilities: seen, answer } });
    }`;
  const read = async (over: { owner?: Caller }) => {
    const about = { protocol: "legacy", capabilities: owner.capabilities, ...over } as const;
    const connection = await connectTo(["-e", asking], about);
    let answer: JsonObject = {};
    await until(async () => {
      answer = await connection.request(
        "resources/read",
        {},
        {
          ...(over.owner && { caller: over.owner }),
          signal: never,
        },
      );
      return answer["answer"] !== undefined;
    });
    return answer;
  };
  expect(await read({ owner })).toEqual({ capabilities: { roots: {} }, answer: roots });
  expect(await read({})).toMatchObject({
    answer: { message: expect.stringContaining("no client has a call under way") },
  });
});

for (const [era, options] of [
  ["legacy", legacy],
  ["modern", modern],
] as const) {
  describe(`at a ${era} server`, () => {
    test("progress reaches each caller with its own token, before its answer", async () => {
      const connection = await connectTo([fixture], options);
      const callers = ["same", "same", 7].map((token) => ({ token, ...testCaller("legacy") }));
      const seen = callers.map(async (caller) => {
        await call(connection, "progress", caller, {}, { progressToken: caller.token });
        return caller.told.map(({ method, params }) => [
          method,
          params["progressToken"],
          params["progress"],
        ]);
      });
      const expected = (token: string | number) =>
        [1, 2, 3].map((progress) => ["notifications/progress", token, progress]);
      expect(await Promise.all(seen)).toEqual([expected("same"), expected("same"), expected(7)]);
    });

    test("log messages reach the caller of the call, from the level on that it wants", async () => {
      const connection = await connectTo([fixture], options);
      const caller = testCaller("legacy");
      const level = async (value: string) =>
        connection.request("logging/setLevel", { level: value }, { caller, signal: never });
      await level("debug");
      await call(connection, "log", caller, { text: "one" });
      await level("warning");
      await call(connection, "log", caller, { text: "two" });
      expect(caller.told.map(({ params }) => [params["level"], params["data"]])).toEqual([
        ["debug", "one in detail"],
        ["warning", "one"],
        ["warning", "two"],
      ]);
    });

    test("a call that is abandoned is cancelled there, and its caller knows why", async () => {
      const connection = await connectTo([fixture], options);
      const controller = new AbortController();
      const key = crypto.randomUUID();
      const caller = testCaller("legacy");
      const slow = call(connection, "slow", caller, { key }, {}, controller.signal);
      expect(connection.inFlight).toBe(1);
      controller.abort(new Error("nobody waits"));
      await expect(slow).rejects.toThrow("nobody waits");
      expect(connection.inFlight).toBe(0);
      await until(async () => text(await call(connection, "seen", caller)).includes(key));
    });

    test("a resource that is watched is told to all, and a changed list too", async () => {
      const connection = await connectTo([fixture], options);
      const about = { caller: testCaller("legacy"), signal: never };
      await connection.request("resources/subscribe", { uri: "test://one" }, about);
      await call(connection, "change", about.caller);
      await until(() => connection.told.length >= 2);
      expect(connection.told).toContainEqual({
        method: "notifications/resources/updated",
        params: { uri: "test://one" },
      });
      expect(connection.told.map(({ method }) => method)).toContain(
        "notifications/tools/list_changed",
      );
      await connection.request("resources/unsubscribe", { uri: "test://one" }, about);
    });

    test("what the server refuses is refused in its own words", async () => {
      const connection = await connectTo([fixture], options);
      const refused = await call(connection, "nothing", testCaller("legacy")).catch(
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(RequestFault);
      expect(refused).toMatchObject({ code: -32602, message: "no tool nothing" });
    });

    test("a call during which it ends fails without a code", async () => {
      const connection = await connectTo([fixture], options);
      const outcome = call(connection, "slow", testCaller("legacy"));
      process.kill(connection.pid(), "SIGKILL");
      const error: unknown = await outcome.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toHaveProperty("code");
      expect(connection.transport.ended()).toContain("SIGKILL");
    });
  });
}

test("a modern caller says with each request what it wants to be told, and a legacy server tells it", async () => {
  const connection = await connectTo([fixture], legacy);
  const caller = testCaller("modern");
  const envelope = (level?: string) => ({
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    ...(level && { "io.modelcontextprotocol/logLevel": level }),
  });
  await call(connection, "log", caller, { text: "unwanted" }, envelope());
  expect(caller.told).toEqual([]);
  await call(connection, "log", caller, { text: "wanted" }, envelope("info"));
  expect(caller.told.map(({ params }) => params["data"])).toEqual(["wanted"]);
});

test("log messages while several work are told to all, and while only a terminal works to nobody", async () => {
  const connection = await connectTo([fixture], legacy);
  await call(connection, "log", undefined, { text: "alone" });
  expect(connection.told).toEqual([]);
  waiting(connection, testCaller("legacy"));
  const caller = testCaller("legacy");
  await call(connection, "log", caller, { text: "both" });
  expect(caller.told).toEqual([]);
  expect(connection.told.map(({ params }) => params["data"])).toEqual(["both in detail", "both"]);
});
