import { afterEach, describe, expect, test } from "bun:test";
import { testHub, until } from "../testing.ts";
import type { TestHub } from "../testing.ts";
import {
  event,
  eventStream,
  oddProxy,
  oddRemote,
  remote,
  result,
  specOf,
  text,
} from "./testing.ts";

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

describe("a call to a remote server fails in words, and the server goes on,", () => {
  const cases: [string, (id: number) => Response, object, RegExp][] = [
    [
      "when its stream ends before the answer",
      () => eventStream((_, end) => end()),
      { code: "server_gone", fate: "unknown" },
      /its stream ended before the answer/,
    ],
    [
      "when its answer is above the cap",
      (id) => result(id, text("x".repeat(200_000))),
      { code: "result_too_large" },
      /above the cap of 100000 bytes/,
    ],
    [
      "when an event of its stream is above the cap",
      (id) =>
        eventStream((write, end) => {
          write(event({ id, result: text("x".repeat(200_000)) }));
          end();
        }),
      { code: "result_too_large" },
      /above the cap of 100000 bytes/,
    ],
    [
      "when its answer is no JSON",
      (id) => new Response(`{"jsonrpc":"2.0","id":${id},`, json),
      { code: "bad_answer" },
      /not valid JSON/,
    ],
    [
      "when its answer is a page",
      () => new Response("<h1>Hello</h1>", { headers: { "Content-Type": "text/html" } }),
      { fate: "unknown" },
      /answered with text\/html, which is not MCP. Check its address/,
    ],
    [
      "when it breaks",
      () => new Response("out of order", { status: 500 }),
      { code: "server_gone", fate: "unknown" },
      /it answered HTTP 500: out of order/,
    ],
    [
      "when it has no time",
      () => new Response(null, { status: 503, headers: { "Retry-After": "1" } }),
      { fate: "unsent" },
      /no time for us \(HTTP 503\). Try again in 1 s/,
    ],
    [
      "when it refuses",
      (id) =>
        Response.json(
          { jsonrpc: "2.0", id, error: { code: -32602, message: "path must be a string" } },
          { status: 400 },
        ),
      { code: "protocol_error", fate: "answered", final: true },
      /path must be a string/,
    ],
    [
      "when it sends us elsewhere",
      () => new Response(null, { status: 307, headers: { Location: "http://127.0.0.2:9/mcp" } }),
      { fate: "unsent" },
      /redirects to another server, http:\/\/127.0.0.2:9\/mcp, which is not followed/,
    ],
  ];
  const json = { headers: { "Content-Type": "application/json" } };
  for (const [when, answer, failure, words] of cases) {
    test(when, async () => {
      let isOdd = true;
      const server = keep(oddRemote((id) => (isOdd ? answer(id) : result(id, text("well")))));
      const hub = hubOf(server.url);
      const said = await hub.ask("odd");
      expect(said).toMatchObject({ ok: false, ...failure });
      expect((said.view as { text: string }).text).toMatch(words);
      isOdd = false;
      expect(await hub.ask("odd")).toMatchObject({ ok: true, view: { text: "well" } });
      expect(hub.events.filter(({ type }) => type === "server.started")).toHaveLength(1);
    });
  }
});

for (const status of [429, 503]) {
  test(`a call that changes something and gets ${status} may have been made: it is in doubt`, async () => {
    let posts = 0;
    const server = keep(
      oddRemote(() => {
        posts += 1;
        return new Response("upstream connect error or disconnect/reset before headers", {
          status,
        });
      }),
    );
    const hub = keep(testHub([specOf(server.url, { effects: { odd: "once" } })]));
    const said = await hub.ask("odd");
    expect(said).toMatchObject({ ok: false, code: "server_gone", fate: "unknown" });
    expect((said.view as { text: string }).text).toContain(
      "whether the call took effect is not known",
    );
    expect(posts).toBe(1);
  });
}

describe("a remote server that asks to be left alone", () => {
  const busy = (after: string) =>
    new Response(null, { status: 429, headers: { "Retry-After": after } });

  test("is not sent the next call before that time", async () => {
    const posts: number[] = [];
    const server = keep(
      oddRemote((id) => {
        posts.push(performance.now());
        return posts.length === 1 ? busy("1") : result(id, text("well"));
      }),
    );
    const hub = hubOf(server.url);
    expect(await hub.ask("odd")).toMatchObject({ fate: "unsent" });
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
    expect(posts[1]! - posts[0]!).toBeGreaterThanOrEqual(990);
  });

  test("for long is not sent it at all, and the answer says when", async () => {
    let posts = 0;
    const server = keep(
      oddRemote(() => {
        posts += 1;
        return busy(new Date(Date.now() + 3_600_000).toUTCString());
      }),
    );
    const hub = hubOf(server.url);
    await hub.ask("odd");
    const said = await hub.ask("odd");
    expect(said).toMatchObject({ code: "server_unavailable", fate: "unsent" });
    expect((said.view as { text: string }).text).toMatch(/left alone. Try again in (60|5\d) s/);
    expect(posts).toBe(1);
  });
});

describe("a remote server that cannot be used", () => {
  test("because nobody is there says where, and is asked again later", async () => {
    const gone = oddRemote((id) => result(id, text("back")));
    await gone.close();
    const hub = hubOf(gone.url);
    expect(await hub.ask("odd")).toMatchObject({
      ok: false,
      code: "server_unavailable",
      fate: "unsent",
    });
    expect(hub.status()[0]?.reason).toMatch(/it cannot be reached at http:\/\/127.0.0.1:\d+/);
    keep(remote((request) => back.answer(request), Number(new URL(gone.url).port)));
    const back = keep(oddProxy());
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
  });

  test("because it speaks the transport of 2024 is refused with what to do", async () => {
    const old = keep(
      remote((_, { http }) =>
        http === "GET"
          ? eventStream((write) => write("event: endpoint\ndata: /messages?id=1\n\n"))
          : new Response("Not found", { status: 404 }),
      ),
    );
    const hub = hubOf(old.url);
    await hub.ask("odd");
    expect(hub.status()[0]?.reason).toContain("it speaks HTTP+SSE, the transport of 2024");
  });

  test("because it refuses the configured key says so, and asks for no login", async () => {
    const strict = keep(remote(() => new Response(null, { status: 401 })));
    const hub = hubOf(strict.url, { Authorization: "Bearer wrong" });
    await hub.ask("odd");
    expect(hub.status()[0]?.reason).toContain("it refuses the Authorization");
  });
});

test("a secret that a server repeats is in no message of ours", async () => {
  const server = keep(
    oddRemote((_, request) => new Response(request.headers.get("x-api-key"), { status: 403 })),
  );
  const hub = hubOf(server.url, { "X-Api-Key": "a very long key" });
  const said = JSON.stringify(await hub.ask("odd"));
  expect(said).toContain("HTTP 403");
  expect(said).not.toContain("long key");
});

test("a server that floods its stream is ended", async () => {
  const behind = keep(oddProxy());
  const line = event({ method: "notifications/message", params: { level: "info", data: "x" } });
  const server = keep(
    remote((request, { http }) => {
      if (http === "GET") return eventStream((write) => write(line.repeat(30_000)));
      return behind.answer(request);
    }),
  );
  const hub = hubOf(server.url);
  await hub.list("/tmp");
  await until(async () => hub.events.some(({ type }) => type === "server.failed"));
  const failed = hub.events.find(({ type }) => type === "server.failed");
  expect(failed?.detail).toMatchObject({ reason: expect.stringContaining("20000") });
});
