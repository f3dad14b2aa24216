import { expect, setDefaultTimeout, test } from "bun:test";

import { echoFront } from "../socket/echo-front.ts";
import { isDeeper, LONGEST_BODY } from "./body.ts";
import { MOST_OPEN } from "./open-requests.ts";
import { ECHO, type ListeningHome, listeningHome, rawConnection } from "./testing.ts";

setDefaultTimeout(60_000);

const head = (home: ListeningHome, more: string) =>
  `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${home.port}\r\nAuthorization: Bearer ${home.token()}\r\n${more}\r\n\r\n`;

test("bodies that are too long, too deep or no JSON are refused, and the next request is answered", async () => {
  const front = echoFront();
  await using home = await listeningHome(front);
  const nested = (levels: number) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;
  const bad: [string, number, number | null][] = [
    [" ".repeat(LONGEST_BODY + 1), 413, null],
    [nested(201), 400, -32600],
    [nested(1_000_000), 400, -32600],
    [`{"a":${'{"a":'.repeat(300)}1${"}".repeat(300)}}`, 400, -32600],
    ["[".repeat(2_000_000), 400, -32600],
    ["", 400, -32700],
    ["{", 400, -32700],
    ["nonsense", 400, -32700],
    ['{"a":1}{"b":2}', 400, -32700],
    ["\u0000", 400, -32700],
  ];
  for (const [body, status, code] of bad) {
    const response = await home.post(body).catch(() => null);
    // The connection may break while the rest of what is too long is still being sent.
    if (response === null && status === 413) continue;
    expect([body.slice(0, 20), response!.status]).toEqual([body.slice(0, 20), status]);
    if (code !== null) expect(await response!.json()).toMatchObject({ id: null, error: { code } });
    expect((await home.post(ECHO)).status).toBe(200);
  }
  expect(front.seen.every((text) => text === JSON.stringify(ECHO))).toBe(true);
});

test("a body that does not say how long it is, is cut off where it is too long", async () => {
  await using home = await listeningHome();
  const connection = rawConnection(home.port);
  connection.write(head(home, "Transfer-Encoding: chunked"));
  const chunk = `${(65_536).toString(16)}\r\n${" ".repeat(65_536)}\r\n`;
  for (let sent = 0; sent <= LONGEST_BODY + 65_536; sent += 65_536) connection.write(chunk);
  expect(await connection.closed).toMatch(/^HTTP\/1\.1 413|^$/);
  expect((await home.post(ECHO)).status).toBe(200);
});

test("depth counts brackets outside of strings", () => {
  expect(isDeeper('{"a":"[[[[[[\\"[[["}', 1)).toBe(false);
  expect(isDeeper("[[1],[2],[3]]", 2)).toBe(false);
  expect(isDeeper("[[[1]]]", 2)).toBe(true);
  expect(isDeeper('"unfinished [[[', 0)).toBe(false);
});

test("one token has so many requests open and no more; another one has room", async () => {
  await using home = await listeningHome();
  const stop = new AbortController();
  const open = (token: string) =>
    fetch(home.url, {
      headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
      signal: stop.signal,
    });
  const streams = await Promise.all(Array.from({ length: MOST_OPEN }, () => open(home.token())));
  expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
  expect(home.server.activity().calls).toBe(MOST_OPEN);
  const refused = await open(home.token());
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  const { token } = (await home.call("tokens.add", { name: "other" })) as { token: string };
  expect((await open(token)).status).toBe(200);
  stop.abort();
  while (home.server.activity().calls > 0) await Bun.sleep(10);
  expect((await home.post(ECHO)).status).toBe(200);
});
