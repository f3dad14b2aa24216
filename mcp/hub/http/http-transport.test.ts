import { afterEach, describe, expect, test } from "bun:test";
import { callerOf, testHub, until } from "../testing.ts";
import type { TestHub } from "../testing.ts";
import {
  event,
  eventStream,
  legacyRemote,
  modernRemote,
  oddProxy,
  remote,
  result,
  specOf,
  text,
} from "./testing.ts";
import type { Remote } from "./testing.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

function keep<Kind extends { close(): Promise<void> }>(one: Kind): Kind {
  open.push(one);
  return one;
}

function hubOf(url: string, headers: Record<string, string> = {}): TestHub {
  return keep(testHub([specOf(url, { headers })], { maxMessageBytes: 100_000 }));
}

const methods = ({ seen }: Remote) =>
  seen.filter(({ http }) => http === "POST").map((each) => each.method);

describe("a remote server of the modern era", () => {
  test("is spoken to in it, with the headers that say what the body says", async () => {
    const server = keep(await modernRemote());
    const hub = hubOf(server.url, { "X-Key": "k" });
    expect(await hub.ask("echo", { text: "hé" })).toMatchObject({ ok: true });
    expect(hub.status()[0]).toMatchObject({ era: "modern", protocol: "2026-07-28" });
    expect(methods(server)).not.toContain("initialize");
    const call = server.seen.find(({ method }) => method === "tools/call");
    expect(Object.fromEntries(call?.headers ?? [])).toMatchObject({
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "echo",
      "x-key": "k",
    });
    expect(server.seen.some(({ headers }) => headers.has("mcp-session-id"))).toBe(false);
  });

  test("learns of a cancelled call by the end of its stream", async () => {
    const ended = Promise.withResolvers<void>();
    const server = keep(await modernRemote());
    const watched = keep(
      remote(async (request, { method }) => {
        if (method !== "tools/call") return fetch(server.url, request);
        request.signal.addEventListener("abort", () => ended.resolve());
        return eventStream(() => {});
      }),
    );
    const hub = hubOf(watched.url);
    await hub.list("/tmp");
    const abort = new AbortController();
    const call = hub.ask("slow", {}, { signal: abort.signal });
    await until(async () => methods(watched).includes("tools/call"));
    abort.abort();
    expect(await call).toMatchObject({ ok: false, code: "cancelled" });
    await ended.promise;
    expect(methods(watched)).not.toContain("notifications/cancelled");
  });
});

describe("a remote server of the legacy era", () => {
  test("keeps one session for all calls, and is told when it is over", async () => {
    const server = keep(await legacyRemote());
    const hub = hubOf(server.url);
    await hub.ask("echo");
    await hub.ask("structured");
    expect(hub.status()[0]).toMatchObject({ era: "legacy", protocol: "2025-11-25" });
    await hub.close();
    const sessions = new Set(server.seen.map(({ headers }) => headers.get("mcp-session-id")));
    sessions.delete(null);
    expect(sessions.size).toBe(1);
    expect(server.seen.at(-1)?.http).toBe("DELETE");
    const later = server.seen.slice(2).map(({ headers }) => headers.get("mcp-protocol-version"));
    expect(new Set(later)).toEqual(new Set(["2025-11-25"]));
  });

  test("that has lost its sessions is given a new one, and no call is lost", async () => {
    const server = keep(await legacyRemote());
    const hub = hubOf(server.url);
    await hub.ask("echo");
    server.forgetSessions();
    const both = await Promise.all([
      hub.ask("echo", { text: "a" }),
      hub.ask("echo", { text: "b" }),
    ]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(methods(server).filter((method) => method === "initialize")).toHaveLength(2);
    expect(hub.events.filter(({ type }) => type === "server.failed")).toEqual([]);
  });

  test("whose stream breaks before the answer is asked for the rest of it", async () => {
    const taken: (string | null)[] = [];
    const server = keep(
      remote((request, { http, method, body }) => {
        const id = Number(body["id"]);
        if (http === "GET" && request.headers.has("last-event-id")) {
          taken.push(request.headers.get("last-event-id"));
          return eventStream((write, end) => {
            write(event({ id: called, result: text("the rest") }, "e2"));
            end();
          });
        }
        if (method === "tools/call") {
          called = id;
          return eventStream((write, end) => {
            write("retry: 20\nid: e1\ndata:\n\n");
            end();
          });
        }
        return behind.answer(request);
      }),
    );
    let called = 0;
    const behind = keep(oddProxy());
    const hub = hubOf(server.url);
    expect(await hub.ask("odd")).toMatchObject({ ok: true, view: { text: "the rest" } });
    expect(taken).toEqual(["e1"]);
  });
});

test("what a legacy server asks during a call is asked of the one who made it, though others call too", async () => {
  const behind = keep(oddProxy());
  const answers = new Map<unknown, (answer: object) => void>();
  const waiting: (() => void)[] = [];
  const server = keep(
    remote((request, { http, method, body }) => {
      if (http === "POST" && method === "") {
        answers.get(body["id"])?.(body["result"] as object);
        return new Response(null, { status: 202 });
      }
      if (method !== "tools/call") return behind.answer(request);
      const id = Number(body["id"]);
      return eventStream((write, end) => {
        answers.set(`q${id}`, (answer) => {
          write(event({ id, result: text(JSON.stringify(answer)) }));
          end();
        });
        waiting.push(() => {
          const params = { message: "Who?", requestedSchema: { type: "object", properties: {} } };
          write(event({ id: `q${id}`, method: "elicitation/create", params }));
        });
        // Nobody is asked before both calls are under way.
        if (waiting.length === 2) for (const ask of waiting) ask();
      });
    }),
  );
  const hub = hubOf(server.url);
  const call = (who: string) => {
    const capabilities = { elicitation: { form: {} } };
    const ask = async () => ({ action: "accept", content: { who } });
    const params = { name: "odd", arguments: {} };
    const caller = callerOf(who, { capabilities, ask });
    const { signal } = new AbortController();
    return hub.request({
      server: "fixture",
      dir: "",
      method: "tools/call",
      params,
      caller,
      signal,
    });
  };
  const both = await Promise.all([call("Ines"), call("Amal")]);
  expect(both.map((answer) => JSON.stringify(answer).match(/Ines|Amal/)?.[0])).toEqual([
    "Ines",
    "Amal",
  ]);
});

test("a tool whose schema asks for an impossible header is left out and named, the others get theirs", async () => {
  const argument = (header: string) => ({
    type: "object",
    properties: { a: { type: "string", "x-mcp-header": header } },
  });
  const tools = [
    { name: "good", inputSchema: argument("Place") },
    { name: "bad", inputSchema: argument("No Header") },
  ];
  const server = keep(
    remote((_, { method, body }) => {
      const id = Number(body["id"]);
      const well = { resultType: "complete", ttlMs: 0, cacheScope: "private" };
      if (method === "server/discover") {
        return result(id, {
          ...well,
          supportedVersions: ["2026-07-28"],
          capabilities: { tools: {} },
        });
      }
      return result(id, method === "tools/list" ? { ...well, tools } : { ...well, ...text("ok") });
    }),
  );
  const hub = hubOf(server.url);
  expect((await hub.list("/tmp")).map(({ name }) => name)).toEqual(["good"]);
  expect(await hub.ask("good", { a: "Zürich" })).toMatchObject({ ok: true });
  const call = server.seen.findLast(({ method }) => method === "tools/call");
  expect(call?.headers.get("mcp-param-place")).toBe("=?base64?WsO8cmljaA==?=");
  const started = hub.events.find(({ type }) => type === "server.started");
  expect(started?.detail).toHaveProperty("leftOut", [
    { name: "bad", reason: expect.stringContaining("x-mcp-header of its argument a") },
  ]);
});

test("a redirect that stays with the server is followed", async () => {
  const behind = keep(oddProxy());
  const server = keep(
    remote((request) => {
      const { pathname, origin } = new URL(request.url);
      if (pathname === "/mcp") return Response.redirect(`${origin}/v2`, 308);
      return behind.answer(request);
    }),
  );
  const hub = hubOf(server.url);
  expect(await hub.ask("odd")).toMatchObject({ ok: true });
});

test("what a legacy server says unasked is heard", async () => {
  const server = keep(await legacyRemote());
  const hub = hubOf(server.url);
  await hub.ask("grow");
  await until(async () => (await hub.list("/tmp")).some(({ name }) => name === "grown"));
  expect((await hub.ask("grown")).ok).toBe(true);
});
